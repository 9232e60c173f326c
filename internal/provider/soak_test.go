// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

const (
	// soakSeed is the environment variable that chooses the faults: `make soak`.
	soakSeed     = "BOS_SOAK_SEED"
	soakSessions = 200
	soakAtOnce   = "-parallelism=50"
)

// soaked is one of the sessions, and what is to become of it.
type soaked struct {
	Named     bool   `json:"named"` // by the configuration; else by the provider
	Operation string `json:"operation"`
	Node      string `json:"node"`

	result string
}

// soak is what a seed makes: sessions, each of a node of its own, and faults.
type soak struct {
	random   *rand.Rand
	sessions map[string]soaked
	failing  map[string]bossim.Failure
	faults   []bossim.Fault
}

func newSoak(seed uint64) *soak {
	s := &soak{random: rand.New(rand.NewPCG(seed, 0)), sessions: map[string]soaked{}, failing: map[string]bossim.Failure{}} //nolint:gosec // it has to be the same each time
	for i, node := range bossim.NodeNames(soakSessions) {
		name := fmt.Sprintf("soak-%03d", i)
		one := soaked{
			Named: s.random.IntN(2) == 0, Operation: []string{"boot", "reboot", "shutdown"}[s.random.IntN(3)],
			Node: node, result: "succeeded",
		}
		if one.Operation != "shutdown" && s.random.IntN(10) == 0 {
			s.failing[node] = bossim.FailConfiguration
			one.result = "failed"
		}
		s.sessions[name] = one
		s.spoilPost(node)
		if one.Named {
			s.spoil(http.MethodGet, name, 4)
			s.spoil(http.MethodDelete, name, 2)
		}
	}
	return s
}

// spoilPost gives the POST of the session of one node up to three faults: the
// fourth POST is the last that the provider makes.
func (s *soak) spoilPost(node string) {
	for range s.random.IntN(4) {
		f := []bossim.Fault{
			{Drop: true},
			{Drop: true, Commit: true},
			{Drop: true, CommitAfter: time.Duration(s.random.IntN(29)+1) * time.Second},
			{Reset: true},
			{Reset: true, Commit: true},
			{Status: s.serverError()},
			{Status: s.serverError(), Commit: true},
			{Status: s.serverError(), CommitAfter: time.Duration(s.random.IntN(29)+1) * time.Second},
			{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": strconv.Itoa(s.random.IntN(20))}},
			{Truncate: 1 + s.random.IntN(40)},
		}[s.random.IntN(10)]
		f.Method, f.Path, f.Within, f.Times = http.MethodPost, "/v2/sessions", `"`+node+`"`, 1
		s.faults = append(s.faults, f)
	}
}

// spoil gives the other requests for a session up to so many faults.
func (s *soak) spoil(method, name string, most int) {
	for range s.random.IntN(most + 1) {
		f := []bossim.Fault{
			{Drop: true},
			{Reset: true},
			{Status: s.serverError()},
			{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": strconv.Itoa(s.random.IntN(20))}},
			{Truncate: 1 + s.random.IntN(40)},
			{Drop: true, Commit: true},
		}[s.random.IntN(6)]
		if method == http.MethodDelete && f.Status == http.StatusInternalServerError {
			f.Status = http.StatusServiceUnavailable // a 500 outside a wait is told, not tried again
		}
		path := "/v2/sessions/" + name
		if method == http.MethodGet && s.random.IntN(4) == 0 {
			path += "/status"
		}
		f.Method, f.Path, f.Skip, f.Times = method, path, s.random.IntN(4), 1
		s.faults = append(s.faults, f)
	}
}

func (s *soak) serverError() int {
	return http.StatusInternalServerError + []int{0, 2, 3, 4}[s.random.IntN(4)]
}

// config is one resource for all the sessions.
func (s *soak) config(t *testing.T) string {
	t.Helper()
	all, err := json.Marshal(s.sessions)
	if err != nil {
		t.Fatal(err)
	}
	return `
		locals { sessions = jsondecode(<<-EOT
		` + string(all) + `
		EOT
		) }
		resource "bos_session" "soak" {
		  for_each      = local.sessions
		  name          = each.value.named ? each.key : null
		  operation     = each.value.operation
		  template_name = "compute"
		  limit         = each.value.node
		  on_failure    = "warn"
		}`
}

// Two hundred sessions in one apply, while BOS and what stands before it fail
// at random: each is started once and told right.
func TestSession_soak(t *testing.T) {
	seed := uint64(1)
	if text := os.Getenv(soakSeed); text == "" {
		measuresCost(t)
	} else {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	s := newSoak(seed)
	t.Logf("%s=%d: %d sessions, %d of failing nodes, %d faults", soakSeed, seed, len(s.sessions), len(s.failing), len(s.faults))
	bos := newSim(t, func(c *bossim.Config) {
		c.System = bossim.DefaultSystem(soakSessions + 4)
		c.System.Failing = s.failing
	})
	for _, f := range s.faults {
		bos.Inject(f)
	}
	clock := &crowdClock{SteppedClock: bos.Clock}
	p := crowded{providerserver.NewProtocol6(provider.New("test", provider.WithClock(clock))())(), clock}
	tf := newEngineOf(t, bos, func() tfprotov6.ProviderServer { return p })
	tf.write("provider \"bos\" {\n endpoint = \"" + bos.URL + "\"\n poll_interval = \"20s\"\n}\n" + s.config(t))

	says(t, tf.must("apply", "-auto-approve", soakAtOnce), "200 added, 0 changed, 0 destroyed")

	s.wantEachOnce(t, bos)
	s.wantStates(t, tf)
	tf.exits(0, "plan", "-detailed-exitcode", soakAtOnce)
	posts := bos.Count(http.MethodPost, "/v2/sessions")
	if os.Getenv(soakSeed) != "" { // a test among others has to be quick
		says(t, tf.must("destroy", "-auto-approve", "-refresh=false", soakAtOnce), "200 destroyed")
		if left := bos.Sessions(); len(left) != 0 {
			t.Errorf("left in BOS: %v", left)
		}
		bos.wantSent(t, soakSessions, posts)
	}
	t.Logf("%d POSTs for %d sessions, %d requests in all, %v of the simulation's time",
		posts, soakSessions, len(bos.Requests()), bos.Clock.Now().Sub(bos.Requests()[0].Time).Round(time.Minute))
}

// wantEachOnce checks that BOS has started one session for each node, and that
// whoever was sent twice was sent under one name.
func (s *soak) wantEachOnce(t *testing.T, bos *sim) {
	t.Helper()
	if started, there := bos.SessionsStarted(), len(bos.Sessions()); started != soakSessions || there != soakSessions {
		t.Errorf("sessions started: %d, in BOS: %d; want %d", started, there, soakSessions)
	}
	names := map[string]string{}
	for _, r := range bos.Requests() {
		if r.Method != http.MethodPost {
			continue
		}
		var sent struct{ Name, Limit string }
		if err := json.Unmarshal([]byte(r.Body), &sent); err != nil {
			t.Fatal(err)
		}
		if name, before := names[sent.Limit]; before && name != sent.Name {
			t.Errorf("the session of %s was sent as %s and as %s", sent.Limit, name, sent.Name)
		}
		names[sent.Limit] = sent.Name
	}
	if len(names) != soakSessions {
		t.Errorf("sessions of %d nodes were sent, want %d", len(names), soakSessions)
	}
}

// wantStates checks what the state says of each session.
func (s *soak) wantStates(t *testing.T, tf *engine) {
	t.Helper()
	var state struct {
		Values struct {
			RootModule struct {
				Resources []struct {
					Index   string
					Tainted bool
					Values  struct {
						Name, Status, Result, Components string
						Expired                          bool
					}
				}
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(tf.must("show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range state.Values.RootModule.Resources {
		want, v := s.sessions[r.Index], r.Values
		if r.Tainted || v.Status != "complete" || v.Result != want.result || v.Components != want.Node || v.Expired ||
			want.Named != (v.Name == r.Index) || !want.Named && !strings.HasPrefix(v.Name, "tf-") {
			t.Errorf("%s: %+v, want %+v", r.Index, r, want)
		}
		seen[v.Name] = true
	}
	if len(seen) != soakSessions {
		t.Errorf("%d sessions in the state, want %d", len(seen), soakSessions)
	}
}
