// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// alwaysAnswers gives the same answer to everybody.
func alwaysAnswers(status int, contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// forbids is the gateway's answer to any token that is not enough.
var forbids = alwaysAnswers(http.StatusForbidden, "text/plain", "Unauthorized Request")

// tokenUntil is an unsigned JSON Web Token that ends then.
func tokenUntil(end time.Time) string {
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	return part(`{"alg":"none"}`) + "." + part(fmt.Sprintf(`{"exp":%d}`, end.Unix())) + ".c2lnbmVk"
}

// nobody is an address at which nothing listens.
func nobody(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// advised is a request that fails, and what the error says besides what was answered.
type advised struct {
	name   string
	config func(w *world) fields
	behind http.Handler // the first door; nil = the simulation
	want   []string
	not    []string
}

func only(config fields) func(*world) fields { return func(*world) fields { return config } }

var adviceForTokens = []advised{
	{"no token", only(nil), forbids, []string{"No token was sent", "`cray auth login`", "BOS_TOKEN"}, nil},
	{
		"expired token in the configuration",
		func(w *world) fields { return fields{"token": text(tokenUntil(w.Clock.Now().Add(-time.Minute)))} }, forbids,
		[]string{"expired, at 2026-11-22T11:59:00Z", "into the argument token"},
		[]string{"tenant"},
	},
	{
		"expired token in its variable",
		func(w *world) fields {
			w.t.Setenv("BOS_TOKEN", tokenUntil(w.Clock.Now().Add(-time.Minute)))
			return nil
		}, forbids,
		[]string{"has expired", "into the environment variable BOS_TOKEN"},
		nil,
	},
	{
		"expired token in a file",
		func(w *world) fields {
			return fields{"token_file": text(file(w.t, tokenUntil(w.Clock.Now().Add(-time.Minute))))}
		}, forbids,
		[]string{"has expired", "Write a new token into /", "reads the file again when it changes"},
		nil,
	},
	{
		"token that lives", func(w *world) fields { return fields{"token": text(tokenUntil(w.Clock.Now().Add(time.Minute)))} }, forbids,
		[]string{"the account needs the role admin", "set tenant (BOS_TENANT)"},
		[]string{"expired", "In tenant"},
	},
	{
		"text that is no token of Keycloak", only(fields{"token": text("abcd")}), forbids,
		[]string{"is not a token of Keycloak", "begins with `eyJ`", "into the argument token"},
		[]string{"role"},
	},
	{
		"in a tenant", func(w *world) fields {
			return fields{"token": text(tokenUntil(w.Clock.Now().Add(time.Minute))), "tenant": text("vcluster-blue")}
		}, forbids,
		[]string{"In tenant \"vcluster-blue\", a tenant's administrator (role tenant-admin) may read", "may not delete sessions"},
		[]string{"needs the role admin"},
	},
	{
		"service account that is refused", func(w *world) fields {
			w.doors[1].behind = alwaysAnswers(http.StatusUnauthorized, "application/json", `{"error": "invalid_client", "error_description": "Invalid client or Invalid client credentials"}`)
			return fields{"client_credentials": nested(w.t, w.sim, "client_credentials", with(account, fields{"token_url": text(w.doors[1].URL)}))}
		}, nil,
		[]string{"invalid_client", "There is no token to send", "Check the service account \"someone\"", "BOS_CLIENT_SECRET"},
		nil,
	},
	{
		"token service that is not there", func(w *world) fields {
			return fields{
				"client_credentials": nested(w.t, w.sim, "client_credentials", with(account, fields{"token_url": text("http://" + nobody(w.t))})),
				"max_retries":        amount(0),
			}
		}, nil,
		[]string{"No program listens for the token service at http://127.0.0.1:", "in client_credentials.token_url"},
		[]string{"endpoint"},
	},
}

var adviceForTheWay = []advised{
	{
		"nothing listens", func(w *world) fields {
			return fields{"endpoint": text("http://" + nobody(w.t)), "max_retries": amount(0)}
		}, nil,
		[]string{"connection refused", "No program listens for BOS at http://127.0.0.1:", "the host and the port in endpoint"},
		nil,
	},
	{
		"too slow", func(w *world) fields {
			w.Inject(bossim.Fault{Delay: time.Hour})
			return fields{"max_retries": amount(0)}
		}, nil,
		[]string{"no whole answer within 40s", "Set a longer request_timeout"},
		nil,
	},
	{
		"lost", func(w *world) fields {
			w.Inject(bossim.Fault{Drop: true})
			return fields{"max_retries": amount(0)}
		}, nil,
		[]string{"ended early", "Try again"},
		nil,
	},
	{
		"TLS where none is spoken", func(w *world) fields {
			return fields{"endpoint": text(strings.Replace(w.doors[0].URL, "http:", "https:", 1)), "max_retries": amount(0)}
		}, nil, []string{"does not speak TLS", "the port in endpoint"}, nil,
	},
	{
		"no TLS where it is spoken", func(w *world) fields {
			w.doors[1] = newDoor(w.t, w.Server, &tls.Config{MinVersion: tls.VersionTLS12})
			return fields{"endpoint": text(strings.Replace(w.doors[1].URL, "https:", "http:", 1)), "max_retries": amount(0)}
		}, nil, []string{"400 Bad Request", "Write https:// in endpoint"}, nil,
	},
	{
		"unknown authority", func(w *world) fields {
			w.doors[1] = newDoor(w.t, w.Server, &tls.Config{MinVersion: tls.VersionTLS12})
			return fields{"endpoint": text(w.doors[1].URL), "max_retries": amount(0)}
		}, nil, []string{"does not trust", "Set tls.ca_cert_file (BOS_TLS_CA_CERT_FILE)", "Connect to your system"}, nil,
	},
	{
		"proxy that is not there", func(w *world) fields {
			return fields{"endpoint": text("http://bos.invalid"), "proxy_url": text("http://" + nobody(w.t)), "max_retries": amount(0)}
		}, nil, []string{"There is no connection to the proxy.", "Check scheme, host and port in proxy_url (BOS_PROXY_URL)", "leave proxy_url out"}, nil,
	},
	{
		"proxy that refuses", func(w *world) fields {
			w.doors[1].behind = alwaysAnswers(http.StatusProxyAuthRequired, "text/plain", "who are you?")
			return fields{"endpoint": text("https://bos.invalid"), "proxy_url": text(w.doors[1].URL), "max_retries": amount(0)}
		}, nil, []string{"407", "The proxy refuses this machine a connection to BOS at https://bos.invalid", "the password in proxy_url"}, nil,
	},
	{
		"page that is not found", only(nil), alwaysAnswers(http.StatusNotFound, "text/html", "<html><h1>Not Found</h1></html>"),
		[]string{"is not BOS.", "Set endpoint to the base URL of BOS", "such as https://api.cmn.example.com/apis/bos"},
		nil,
	},
	{"empty 404", only(nil), alwaysAnswers(http.StatusNotFound, "", ""), []string{"is not BOS.", "Set endpoint to the base URL of BOS"}, nil},
	{
		"login page", only(nil), alwaysAnswers(http.StatusOK, "text/html", "<html><title>Log in</title></html>"),
		[]string{"is not BOS.", "Set endpoint to the base URL of BOS"},
		nil,
	},
	{"redirect", only(nil), http.RedirectHandler("https://login.example.com/?state=x", http.StatusFound), []string{"redirects to another URL", "Check endpoint"}, []string{"state=x"}},
	{
		"down", only(fields{"max_retries": amount(0)}), alwaysAnswers(http.StatusServiceUnavailable, "", ""),
		[]string{"policy engine", "kubectl get pods -n services -l app.kubernetes.io/name=cray-bos", "kubectl get pods -n opa"},
		nil,
	},
	{"too much", only(fields{"max_retries": amount(0)}), alwaysAnswers(http.StatusTooManyRequests, "", ""), []string{"max_requests_per_second", "-parallelism"}, nil},
	{"fault of the server", only(nil), alwaysAnswers(http.StatusInternalServerError, "text/plain", "oops"), []string{"This is a fault of BOS at http", "the request ID"}, nil},
}

// Given a request that fails, then the one error names the next step.
func TestProvider_advice(t *testing.T) {
	for _, c := range append(adviceForTokens, adviceForTheWay...) {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if c.behind != nil {
				w.doors[0].behind = c.behind
			}
			p := newServer(t, w.sim, with(fields{"endpoint": text(w.doors[0].URL)}, c.config(w)))

			failed := p.ask()

			wantFault(t, failed, "", "Unable to read the version of BOS", c.want...)
			for _, word := range c.not {
				if _, advice, _ := strings.Cut(failed[0].Detail, "\n\n"); strings.Contains(advice, word) {
					t.Errorf("the advice says %q: %s", word, advice)
				}
			}
		})
	}
}

// Given a gateway that forbids everything, then each operation on a session says the same of it once, and its own next step.
func TestProvider_adviceForSessions(t *testing.T) {
	const role = "In tenant \"vcluster-blue\", a tenant's administrator"
	w := newWorld(t)
	withTenantNow := newSim(t, withTenant)
	w.doors[0].behind = withTenantNow.Server
	p := newServer(t, withTenantNow, fields{"endpoint": text(w.doors[0].URL), "tenant": text("vcluster-blue"), "token": text(tokenUntil(withTenantNow.Clock.Now().Add(time.Hour)))})
	theirs := with(bootBlue, fields{"template_name": text("theirs"), "tenant": text("vcluster-blue"), "wait_for_completion": truth(false)})
	created := p.apply(nil, theirs)
	p.fine(created.Diagnostics)
	w.doors[0].behind = forbids

	for name, failed := range map[string]func() string{
		"create": func() string { return told(p.apply(nil, with(theirs, fields{"name": text("s2")})).Diagnostics) },
		"read":   func() string { return told(p.read(created.NewState).Diagnostics) },
		"wait": func() string {
			return told(p.apply(created.NewState, with(theirs, fields{"wait_for_completion": truth(true)})).Diagnostics)
		},
		"delete": func() string { return told(p.destroy(created.NewState)) },
	} {
		if text := failed(); strings.Count(text, role) != 1 || strings.Count(text, "403 Forbidden: Unauthorized Request") != 1 {
			t.Errorf("%s: %s", name, text)
		}
	}
}
