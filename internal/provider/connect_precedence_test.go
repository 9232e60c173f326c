// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// world is a simulation behind two doors, and what an argument can point to.
type world struct {
	*sim
	t     *testing.T
	doors [2]*door
	files [2]string // of progress_file
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{sim: newSim(t), t: t}
	for i := range w.doors {
		w.doors[i] = newDoor(t, w.Server, nil)
	}
	return w
}

// argument is one of the provider's: two values, and what a server sees of each.
type argument struct {
	name     string
	variable string
	values   func(w *world) [2]string         // as in the variable
	config   func(w *world, v string) fields  // gives the value in the configuration
	seen     func(w *world, p *server) string // uses the provider, and tells the effect
	want     [2]string
	rest     fields            // what else the configuration has
	more     map[string]string // variables besides
}

func fixed(first, second string) func(*world) [2]string {
	return func(*world) [2]string { return [2]string{first, second} }
}

// plainText gives the value to an argument that is a string.
func plainText(name string) func(*world, string) fields {
	return func(_ *world, v string) fields { return fields{name: text(v)} }
}

// inObject gives the value to a string within an object, beside the rest.
func inObject(object, name string, rest fields) func(*world, string) fields {
	return func(w *world, v string) fields {
		return fields{object: nested(w.t, w.sim, object, with(rest, fields{name: text(v)}))}
	}
}

// header tells that of the last request to the first door.
func header(name string) func(*world, *server) string {
	return func(w *world, p *server) string {
		p.fine(p.ask())
		return w.doors[0].header(name)
	}
}

var arguments = []argument{
	{
		name: "endpoint", variable: "BOS_ENDPOINT", config: plainText("endpoint"), rest: fields{"endpoint": unset},
		values: func(w *world) [2]string { return [2]string{w.doors[0].URL, w.doors[1].URL + "/"} },
		seen: func(w *world, p *server) string {
			p.fine(p.ask())
			return fmt.Sprint(len(w.doors[0].requests()), len(w.doors[1].requests()))
		},
		want: [2]string{"2 0", "0 2"},
	},
	{
		name: "tenant", variable: "BOS_TENANT", config: plainText("tenant"),
		values: fixed("vcluster-blue", "vcluster-red"), seen: header("Cray-Tenant-Name"), want: [2]string{"vcluster-blue", "vcluster-red"},
	},
	{
		name: "token", variable: "BOS_TOKEN", config: plainText("token"),
		values: fixed("first-token", "second-token"), seen: header("Authorization"), want: [2]string{"Bearer first-token", "Bearer second-token"},
	},
	{
		name: "token_file", variable: "BOS_TOKEN_FILE", config: plainText("token_file"),
		values: func(w *world) [2]string { return [2]string{file(w.t, "first-token\n"), file(w.t, "second-token\n")} },
		seen:   header("Authorization"), want: [2]string{"Bearer first-token", "Bearer second-token"},
	},
	{
		name: "cray_cli", variable: "BOS_CRAY_CLI", config: plainText("cray_cli"),
		values: func(w *world) [2]string {
			crayFiles(w.t, w.crayLogin("one", w.doors[0].URL, "", "first-token"), w.crayLogin("two", w.doors[0].URL, "", "second-token"))
			return [2]string{"one", "two"}
		},
		seen: header("Authorization"), want: [2]string{"Bearer first-token", "Bearer second-token"},
	},
	{
		name: "max_retries", variable: "BOS_MAX_RETRIES", values: fixed("1", "3"),
		config: func(_ *world, v string) fields { return fields{"max_retries": amount(int64(v[0] - '0'))} },
		seen: func(w *world, p *server) string {
			w.Inject(bossim.Fault{Path: "/v2/version", Status: http.StatusServiceUnavailable})
			p.ask()
			return fmt.Sprint(w.Count("GET", "/v2/version"))
		},
		want: [2]string{"2", "4"},
	},
	{
		name: "max_requests_per_second", variable: "BOS_MAX_REQUESTS_PER_SECOND", values: fixed("0.5", "0.25"),
		config: func(_ *world, v string) fields {
			return fields{"max_requests_per_second": fraction(map[string]float64{"0.5": 0.5, "0.25": 0.25}[v])}
		},
		seen: func(w *world, p *server) string {
			p.fine(p.ask())
			all := w.Requests()
			return all[1].Time.Sub(all[0].Time).Round(time.Millisecond).String()
		},
		want: [2]string{"2s", "4s"},
	},
	{
		name: "request_timeout", variable: "BOS_REQUEST_TIMEOUT", config: plainText("request_timeout"), values: fixed("3s", "7s"),
		rest: fields{"max_retries": amount(0)},
		seen: func(w *world, p *server) string {
			w.Inject(bossim.Fault{Path: "/v2/version", Delay: time.Minute})
			return regexp.MustCompile(`within \w+`).FindString(told(p.ask()))
		},
		want: [2]string{"within 3s", "within 7s"},
	},
	{
		name: "poll_interval", variable: "BOS_POLL_INTERVAL", config: plainText("poll_interval"), values: fixed("2s", "30s"),
		seen: func(w *world, p *server) string {
			p.fine(p.apply(nil, bootBlue).Diagnostics)
			var longest time.Duration
			var last time.Time
			for _, r := range w.Requests() {
				if r.Method == http.MethodGet && r.Path == "/v2/sessions/s1" {
					if !last.IsZero() {
						longest = max(longest, r.Time.Sub(last))
					}
					last = r.Time
				}
			}
			return longest.Round(time.Second).String()
		},
		want: [2]string{"2s", "30s"},
	},
	{
		name: "progress_file", variable: "BOS_PROGRESS_FILE", config: plainText("progress_file"),
		values: func(w *world) [2]string {
			w.files = [2]string{filepath.Join(w.t.TempDir(), "first"), filepath.Join(w.t.TempDir(), "second")}
			return w.files
		},
		seen: func(w *world, p *server) string {
			p.fine(p.apply(nil, bootBlue).Diagnostics)
			_, first := os.Stat(w.files[0])
			_, second := os.Stat(w.files[1])
			return fmt.Sprint(first == nil, second == nil)
		},
		want: [2]string{"true false", "false true"},
	},
	{
		name: "proxy_url", variable: "BOS_PROXY_URL", config: plainText("proxy_url"), rest: fields{"endpoint": text("http://bos.invalid")},
		values: func(w *world) [2]string {
			return [2]string{withPassword(w.t, w.doors[0].URL, "me", "pass one"), w.doors[1].URL}
		},
		seen: func(w *world, p *server) string {
			p.fine(p.ask())
			return strings.Join([]string{w.doors[0].header("Proxy-Authorization"), w.doors[1].header("Proxy-Authorization")}, ", ")
		},
		want: [2]string{"Basic bWU6cGFzcyBvbmU=, nothing came", "nothing came, "}, // me:pass one
	},
}

// Given an argument in the configuration, in its variable, or in both, then the configuration goes first.
func TestProvider_configurationGoesBeforeVariables(t *testing.T) {
	for _, a := range append(append(arguments, tokenArguments...), tlsArguments...) {
		t.Run(a.name, func(t *testing.T) {
			for _, c := range []struct {
				name             string
				config, variable int // 1 and 2 are the values, 0 is none
				want             int
			}{
				{name: "configuration", config: 1, want: 1},
				{name: "variable", variable: 1, want: 1},
				{name: "other variable", variable: 2, want: 2},
				{name: "both", config: 2, variable: 1, want: 2},
				{name: "both the other way round", config: 1, variable: 2, want: 1},
			} {
				t.Run(c.name, func(t *testing.T) {
					w := newWorld(t)
					values := a.values(w)
					config := with(fields{"endpoint": text(w.doors[0].URL)}, a.rest)
					if c.config > 0 {
						config = with(config, a.config(w, values[c.config-1]))
					}
					for name, value := range config {
						if value.Equal(unset) {
							delete(config, name)
						}
					}
					for name, value := range a.more {
						t.Setenv(name, value)
					}
					if c.variable > 0 {
						setVariables(t, a.variable, values[c.variable-1])
					}

					p := newServer(t, w.sim, config)

					if got := a.seen(w, p); got != a.want[c.want-1] {
						t.Errorf("seen: %q, want %q\n%s", got, a.want[c.want-1], w.log())
					}
				})
			}
		})
	}
}

// setVariables sets one variable, or several that belong together, separated by spaces.
func setVariables(t *testing.T, names, values string) {
	t.Helper()
	if !strings.Contains(names, " ") {
		t.Setenv(names, values)
		return
	}
	each := strings.Fields(values)
	for i, name := range strings.Fields(names) {
		t.Setenv(name, each[i])
	}
}

// unset takes an argument out of a configuration.
var unset = text("(not given)")

// secureDoor speaks TLS with a certificate of ca, and asks for one of a client without insisting.
func secureDoor(w *world, ca *simgateway.CA) *door {
	w.t.Helper()
	certificate, err := ca.Server("127.0.0.1")
	if err != nil {
		w.t.Fatal(err)
	}
	return newDoor(w.t, w.Server, simgateway.TLSConfig(certificate, tls.RequestClientCert, nil))
}

func newCA(t *testing.T) *simgateway.CA {
	t.Helper()
	ca, err := simgateway.NewCA(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return ca
}
