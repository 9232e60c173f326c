// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

func TestNew_refusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	negative := -1
	for name, test := range map[string]struct {
		config bos.Config
		want   string
	}{
		"no endpoint":     {bos.Config{}, "the endpoint is empty"},
		"no scheme":       {bos.Config{Endpoint: "api.example.com/apis/bos"}, "no scheme: begin it with https://"},
		"host and port":   {bos.Config{Endpoint: "localhost:8080"}, "no scheme: begin it with https://"},
		"other scheme":    {bos.Config{Endpoint: "ftp://example.com"}, `scheme is "ftp"`},
		"no host":         {bos.Config{Endpoint: "https:///apis/bos"}, "names no host"},
		"port only":       {bos.Config{Endpoint: "https://:8080/"}, "names no host"},
		"user":            {bos.Config{Endpoint: "https://me:" + secret + "@example.com"}, "give a token"},
		"user, bad port":  {bos.Config{Endpoint: "https://me:" + secret + "@example.com:x"}, "is not a URL"},
		"query":           {bos.Config{Endpoint: "https://example.com/?a=" + secret}, "has a query"},
		"empty query":     {bos.Config{Endpoint: "https://example.com/?"}, "has a query"},
		"fragment":        {bos.Config{Endpoint: "https://example.com/#a"}, "has a fragment"},
		"blank":           {bos.Config{Endpoint: " https://example.com"}, "begins or ends with a blank"},
		"bad port":        {bos.Config{Endpoint: "https://example.com:bos"}, "is not a URL"},
		"API version":     {bos.Config{Endpoint: "https://example.com/apis/bos/v2"}, `leave out "/v2"`},
		"version, slash":  {bos.Config{Endpoint: "https://example.com/apis/bos/v1/"}, `leave out "/v1/"`},
		"a whole request": {bos.Config{Endpoint: "https://example.com/v2/sessions"}, `leave out "/v2/sessions"`},
		"token, scheme":   {bos.Config{Endpoint: "https://e.com", Token: "Bearer " + secret}, "give the token alone"},
		"token, newline":  {bos.Config{Endpoint: "https://e.com", Token: secret + "\n" + secret}, "a line break"},
		"token, JSON":     {bos.Config{Endpoint: "https://e.com", Token: `{"access_token": "` + secret + `"}`}, "not the file"},
		"tenant":          {bos.Config{Endpoint: "https://e.com", Tenant: "Blue"}, `tenant: "Blue" is not a tenant's name`},
		"time-out":        {bos.Config{Endpoint: "https://e.com", RequestTimeout: -time.Second}, "time-out is negative"},
		"poll interval":   {bos.Config{Endpoint: "https://e.com", PollInterval: -time.Second}, "interval is negative"},
		"retries":         {bos.Config{Endpoint: "https://e.com", MaxRetries: &negative}, "retries is negative"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := bos.New(test.config)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q in it", err, test.want)
			}
			if strings.Contains(err.Error(), secret) {
				t.Fatalf("the secret is in %v", err)
			}
		})
	}
}

func TestNew_takesAnEndpointWithOrWithoutSlash(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "/", "/apis/bos", "/apis/bos/", "/v2x"} {
		f := newFixture(t, ok(`{"major":"2","minor":"50","patch":"0"}`))
		client, err := bos.New(bos.Config{Endpoint: f.url + path, Token: secret + "\n", Clock: f.clock})
		if err != nil {
			t.Fatal(err)
		}

		version, err := client.Version(t.Context())

		if err != nil || version.String() != "2.50.0" {
			t.Fatalf("got %v, %v", version, err)
		}
		got := f.seen(http.MethodGet)[0]
		if want := strings.TrimRight(path, "/") + "/v2/version"; got.URI != want {
			t.Errorf("%q: asked %s, want %s", path, got.URI, want)
		}
		if got.Header.Get("Authorization") != "Bearer "+secret {
			t.Errorf("token with a line break: sent %q", got.Header.Get("Authorization"))
		}
	}
}

func TestClient_sendsTenantOnlyWhereThereIsOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t, pending(), func(c *bos.Config) { c.UserAgent = "made-up/1.0" })

	for _, client := range []*bos.Client{f.Client, f.InTenant("vcluster-blue"), f.InTenant("vcluster-blue").InTenant("")} {
		if _, err := client.Session(t.Context(), "s1"); err != nil {
			t.Fatal(err)
		}
	}

	var tenants []string
	for _, r := range f.seen("") {
		tenants = append(tenants, strings.Join(r.Header.Values("Cray-Tenant-Name"), "|"))
		if _, sent := r.Header["Cray-Tenant-Name"]; sent && r.Header.Get("Cray-Tenant-Name") == "" {
			t.Error("an empty tenant header was sent")
		}
		if r.Header.Get("User-Agent") != "made-up/1.0" {
			t.Errorf("user agent %q", r.Header.Get("User-Agent"))
		}
	}
	if got := strings.Join(tenants, ","); got != ",vcluster-blue," {
		t.Errorf("tenants sent: %q", got)
	}
	if f.Tenant() != "" {
		t.Errorf("InTenant changed its receiver to %q", f.Tenant())
	}
	if _, err := f.InTenant("No Tenant").Session(t.Context(), "s1"); err == nil || len(f.seen("")) != 3 {
		t.Errorf("an impossible tenant: %v, %d requests", err, len(f.seen("")))
	}
}

func TestClient_sendsTenantsAsLongAsBOSTakes(t *testing.T) {
	t.Parallel()
	for length, good := range map[int]bool{2: false, 3: true, 127: true, 128: false, 253: false} {
		s := newSimulated(t, bossim.DefaultSystem(4))
		tenant := strings.Repeat("t", length)

		_, err := s.InTenant(tenant).ListSessions(t.Context(), bos.SessionFilter{})

		var input *bos.InputError
		if sent := s.sim.Count("GET", "/v2/sessions"); good != (err == nil) || good == errors.As(err, &input) || good != (sent == 1) {
			t.Errorf("%d characters: %v, %d requests", length, err, sent)
		}
		if !good && !strings.Contains(err.Error(), "3 to 127 lower-case letters") {
			t.Errorf("%d characters: %v", length, err)
		}
	}
}
