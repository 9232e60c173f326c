// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// The bss_token of a node's record is a secret that is in answers which are none of an error's, until they cannot be
// read.
func TestClient_neverTellsABSSToken(t *testing.T) {
	t.Parallel()
	const token = "b6e39ff5-3c6b-45b5-a514-166cd26f109a"
	record := func(token string) string {
		return `[{"id":"x3000c0s1b0n0","actual_state":{"boot_artifacts":{"kernel":"k"},"bss_token":"` + token + `","last_upd`
	}
	whole := record(token) + `ated":"2026-11-22T11:00:00"}}]`
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(whole)
	cutWithin := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9999")
		_, _ = w.Write([]byte(record(token)))
	}
	for name, echo := range map[string]http.HandlerFunc{
		"not decodable":     scripted.OK(record(token)),
		"ends within":       scripted.OK(strings.TrimSuffix(whole, whole[strings.Index(whole, token)+20:])),
		"an escaped quote":  scripted.OK(record(`x\"` + token)),
		"ends in an escape": scripted.OK(strings.TrimSuffix(record(token+`\`), `","last_upd`)),
		"with blanks":       scripted.OK(strings.Replace(record(token), `_token":`, "_token\" :\n\t", 1)),
		"two of them":       scripted.OK(record(token) + record(token)),
		"truncated":         cutWithin,
		"too long":          scripted.OK(whole + strings.Repeat(" ", 2048)),
		"another kind":      scripted.OK(strings.Trim(whole, "[]")),
		"a failure":         scripted.Answer(500, "application/json", whole),
		"in a detail":       scripted.Problem(400, "Bad Request", quoted),
		"within JSON":       scripted.Answer(400, "application/json", `{"error":"`+quoted+`"}`),
		"in a page":         scripted.Answer(502, "text/html", "<html><p>"+whole),
	} {
		f := newFixture(t, echo, func(c *config) { c.MaxAnswer = 1024 })

		err := f.EachComponent(t.Context(), bos.ComponentFilter{}, func(bos.Component) error { return nil })

		var failure *gateway.Error
		if !errors.As(err, &failure) || !strings.Contains(failure.Body, "x3000c0s1b0n0") { // the control
			t.Fatalf("%s: got %#v", name, err)
		}
		told := fmt.Sprintf("%v %+v %#v %v %v", err, failure, failure, errors.Unwrap(failure), f.Logged("BOS request"))
		if strings.Contains(told, token[:8]) || strings.Contains(told, token[len(token)-8:]) {
			t.Errorf("%s: the token is in %s", name, told)
		}
	}
}

func TestClient_sendsTenantsAsLongAsBOSTakes(t *testing.T) {
	t.Parallel()
	for length, good := range map[int]bool{2: false, 3: true, 127: true, 128: false, 253: false} {
		s := newSimulated(t, bossim.DefaultSystem(4))
		tenant := strings.Repeat("t", length)

		_, err := s.InTenant(tenant).ListSessions(t.Context(), bos.SessionFilter{})

		var input *gateway.InputError
		if sent := s.sim.Count("GET", "/v2/sessions"); good != (err == nil) || good == errors.As(err, &input) || good != (sent == 1) {
			t.Errorf("%d characters: %v, %d requests", length, err, sent)
		}
		if !good && !strings.Contains(err.Error(), "3 to 127 lower-case letters") {
			t.Errorf("%d characters: %v", length, err)
		}
	}
}

// With TLS 1.3 the server's refusal comes after the request was sent, though it never looked at it: that is not a
// session that may have been started.
func TestStartSession_isNotStartedWithoutAClientCertificate(t *testing.T) {
	t.Parallel()
	ca, err := simgateway.NewCA(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		server := simgateway.TLSConfig(certificate, tls.RequireAndVerifyClientCert, ca)
		server.MaxVersion = version
		f := newFixture(t, scripted.Created, func(c *config) {
			c.Endpoint, c.TLS = serveTLS(t, server), gateway.TLS{CACertPEM: string(ca.PEM())}
		})

		_, err := f.StartSession(t.Context(), boot, false)
		_, get := f.Version(t.Context())

		var unresolved *bos.UnresolvedError
		if gateway.TroubleOf(err) != gateway.ClientCertificate || errors.As(err, &unresolved) || errors.Is(err, gateway.ErrAmbiguous) || f.elapsed() != 0 {
			t.Errorf("%s, after %v: %v", tls.VersionName(version), f.elapsed(), err)
		}
		if n := len(f.Logged("BOS request")); n != 2 || gateway.TroubleOf(get) != gateway.ClientCertificate {
			t.Errorf("%s: %d attempts: %v", tls.VersionName(version), n, get)
		}
	}
}

func serveTLS(t *testing.T, config *tls.Config) string {
	t.Helper()
	server := httptest.NewUnstartedServer(scripted.OK(`{"major":"2","minor":"50","patch":"0"}`))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = config
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// A server that has no such path has answered nothing about the session: it is no absence, and no retry helps.
func TestSession_noSuchPathIsNoAbsence(t *testing.T) {
	t.Parallel()
	const detail = "The requested URL was not found on the server."
	f := newFixture(t, scripted.Problem(http.StatusNotFound, "Not Found", detail))

	_, get := f.Session(t.Context(), "s1")
	_, wait := f.WaitForSession(t.Context(), "s1", nil)

	for _, err := range []error{get, wait, f.DeleteSession(t.Context(), "s1")} {
		if err == nil || errors.Is(err, gateway.ErrNotFound) || gateway.TroubleOf(err) != gateway.NoSuchPath {
			t.Errorf("got %v (%v)", err, gateway.TroubleOf(err))
		}
	}
	if f.elapsed() != time.Second { // the first pause of the wait
		t.Errorf("tried again for %v", f.elapsed())
	}
}

func TestNew_boundsThePollInterval(t *testing.T) {
	t.Parallel()
	for interval, want := range map[time.Duration]string{
		-time.Second:               "poll_interval: the poll interval is negative",
		time.Millisecond:           "poll_interval: the poll interval 1ms is shorter than 1s",
		time.Second - 1:            "poll_interval: the poll interval 999.999999ms is shorter than 1s",
		24*time.Hour + time.Second: "poll_interval: the poll interval 24h0m1s is longer than 24h0m0s",
		0:                          "",
		time.Second:                "",
		24 * time.Hour:             "",
	} {
		_, err := config{Config: gateway.Config{Endpoint: "https://e.com"}, PollInterval: interval}.client()

		var input *gateway.InputError
		if want == "" && err != nil || want != "" && (!errors.As(err, &input) || input.Error() != want) {
			t.Errorf("%v: got %v, want %s", interval, err, want)
		}
	}
}
