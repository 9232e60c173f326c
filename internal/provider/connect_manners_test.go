// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const oneVersion = "data \"bos_version\" \"this\" {}\n"

// A request is repeated as often as max_retries says, not before the pause that
// BOS asks for, and has one id in all attempts and in the error's text.
func TestConnect_repeats(t *testing.T) {
	for _, retries := range []int{0, 2} {
		t.Run(fmt.Sprint(retries), func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			g.Inject(bossim.Fault{Path: "/v2/version", Times: 1, Status: 503, Header: map[string]string{"Retry-After": "17"}})
			g.Inject(bossim.Fault{Path: "/v2/version", Status: http.StatusBadGateway})
			tf := newEngine(t, g.sim)
			tf.configure(g.config(fmt.Sprintf("%s\n max_retries = %d", adminAccount, retries), oneVersion))

			output := tf.exits(1, "plan")

			all := g.Requests()
			if len(all) != retries+1 {
				t.Fatalf("%d requests, want %d\n%s", len(all), retries+1, g.log())
			}
			says(t, output, "Unable to read the version of BOS", "(request id "+all[0].RequestID+")")
			for i, least := range []time.Duration{17 * time.Second, time.Second}[:retries] {
				if pause := all[i+1].Time.Sub(all[i].Time); pause < least || all[i+1].RequestID != all[0].RequestID {
					t.Errorf("repeated after %s as request %s, want at least %s and %s", pause, all[i+1].RequestID, least, all[0].RequestID)
				}
			}
		})
	}
}

// Each logical request has an id of its own, also in the error of one that the gateway refuses.
func TestConnect_requestIDs(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tf := newEngine(t, g.sim)
	tf.configure(g.config(adminAccount, waitingWith("")))
	tf.must("apply", "-auto-approve")

	seen := map[string]bool{}
	for _, p := range g.passages() {
		id := p.Header.Get("X-Request-Id")
		if id == "" || seen[id] {
			t.Errorf("%s %s has the request id %q, again", p.Method, p.Path, id)
		}
		seen[id] = true
	}

	tf.configure(g.config("token = \"weak\"", waitingWith("")))
	says(t, tf.exits(1, "plan"), "403 Forbidden: Unauthorized Request", "(request id "+g.refusedID(t)+")")
	g.wantSent(t, 1, 1)
}

// refusedID is the id of the only request that was refused.
func (g *gated) refusedID(t *testing.T) string {
	t.Helper()
	all := g.Refusals()
	if len(all) != 1 {
		t.Fatalf("refused: %q, want one", g.reasons())
	}
	return all[0].RequestID
}

// Requests for tokens count and are told by the User-Agent like those for BOS.
func TestConnect_requestRateAndUserAgent(t *testing.T) {
	t.Parallel()
	const sources = 4 // of two requests each
	body := "data \"bos_version\" \"this\" {\n count = " + fmt.Sprint(sources) + "\n}\n"
	for _, c := range []struct {
		arguments string
		least     time.Duration
	}{
		{"", 0},
		{"max_requests_per_second = 0.5", 2 * 2 * sources * time.Second},
	} {
		g := newGateway(t)
		tf := newRealEngine(t, g.sim)
		tf.configure(g.config(adminAccount+"\n"+c.arguments, body))

		tf.must("plan")

		times := []time.Time{g.TokenRequests()[0].Time}
		for _, r := range g.Requests() {
			times = append(times, r.Time)
		}
		slices.SortFunc(times, time.Time.Compare)
		took := times[len(times)-1].Sub(times[0])
		if len(times) != 2*sources+1 || took < c.least || c.least == 0 && took > 0 {
			t.Errorf("%d requests within %s, want %d and at least %s", len(times), took, 2*sources+1, c.least)
		}
		for _, p := range g.came() {
			if agent := p.Header.Get("User-Agent"); !strings.HasPrefix(agent, "terraform-provider-bos/test (Terraform 1.") {
				t.Errorf("%s %s comes from %q", p.Method, p.Path, agent)
			}
		}
	}
}
