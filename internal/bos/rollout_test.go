// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// rolled returns a system of six nodes with sessions that are named like waves, which have ended.
func rolled(t *testing.T, sessions ...bos.SessionCreate) *simulated {
	t.Helper()
	s := newSimulated(t, bossim.DefaultSystem(6))
	for _, session := range sessions {
		s.before(t, session)
		s.clock.Advance(10 * time.Minute)
	}
	return s
}

// wave is a boot of some nodes of DefaultSystem, from a number up to another.
func wave(name string, from, to int) bos.SessionCreate {
	limit := strings.Join(bossim.NodeNames(to)[from:], ",")
	return bos.SessionCreate{Name: name, Operation: bos.OperationBoot, TemplateName: "compute", Limit: &limit}
}

func namesOf(sessions []bos.Session) (names []string) {
	for _, session := range sessions {
		names = append(names, session.Name)
	}
	return names
}

// empty turns any answer into an empty list, as a cache or a replica that lags behind may.
func empty(int, http.Header, []byte) (int, []byte) { return 200, []byte("[]") }

func onList(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = "GET", "/v2/sessions"
	return f
}

func TestRolloutTraces(t *testing.T) {
	t.Parallel()
	nodes := bossim.NodeNames(6)
	staging := wave("blue-w02", 2, 4)
	staging.Stage = true
	for name, test := range map[string]struct {
		sessions []bos.SessionCreate
		removed  []string // records that are deleted
		records  []string
		nodes    map[string][]string
	}{
		"all of it": {
			[]bos.SessionCreate{wave("blue-w02", 2, 4), wave("blue-w01", 0, 2)},
			nil,
			[]string{"blue-w01", "blue-w02"},
			map[string][]string{"blue-w01": nodes[:2], "blue-w02": nodes[2:4]},
		},
		"nodes alone": {
			[]bos.SessionCreate{wave("blue-w01", 0, 2), wave("blue-w10", 2, 4)},
			[]string{"blue-w01", "blue-w10"},
			nil,
			map[string][]string{"blue-w01": nodes[:2], "blue-w10": nodes[2:4]},
		},
		"a record whose nodes another session has": {
			[]bos.SessionCreate{wave("blue-w01", 0, 2), wave("s1", 0, 2)}, []string{"s1"}, []string{"blue-w01"}, nil,
		},
		"a stage": {
			[]bos.SessionCreate{staging}, []string{"blue-w02"}, nil, map[string][]string{"blue-w02": nodes[2:4]},
		},
		"of more waves than before": {
			[]bos.SessionCreate{wave("blue-w001", 0, 2), wave("blue-w02", 2, 4)},
			nil,
			[]string{"blue-w001", "blue-w02"},
			map[string][]string{"blue-w001": nodes[:2], "blue-w02": nodes[2:4]},
		},
		"others'": {
			[]bos.SessionCreate{wave("blue2-w01", 0, 1), wave("blue", 1, 2), wave("blue-w01-w01", 2, 3), wave("blue-w1", 3, 4)},
			nil, nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rolled(t, test.sessions...)
			for _, record := range test.removed {
				s.remove(t, record)
			}
			before := s.clock.Now()

			got, err := s.RolloutTraces(t.Context(), "blue")

			if err != nil || !slices.Equal(namesOf(got.Sessions), test.records) || !reflect.DeepEqual(got.Nodes, test.nodes) {
				t.Errorf("got %q, %q, %v", namesOf(got.Sessions), got.Nodes, err)
			}
			none := len(test.records)+len(test.nodes) == 0
			if took := s.clock.Now().Sub(before); got.Found() == none || none != (took >= sureOfAbsence) || took > minute {
				t.Errorf("found %t, after %v", got.Found(), took)
			}
			looks := map[bool]int{true: 3, false: 1}[none]
			if lists, lookups := s.sim.Count("GET", "/v2/sessions"), s.sim.Count("GET", "/v2/components"); lists != looks || lookups != looks {
				t.Errorf("%d lists, %d of nodes", lists, lookups)
			}
			for _, session := range got.Sessions {
				if session.Operation != bos.OperationBoot || session.Limit == nil || len(session.Components) != 2 || !session.Complete() {
					t.Errorf("not the whole record: %+v", session)
				}
			}
		})
	}
}

// A list that lacks what BOS has, as a cache may hold it, hides neither records nor nodes.
func TestRolloutTraces_emptyAnswers(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]bossim.Fault{
		"once":           {{Rewrite: empty, Times: 2}},
		"twice":          {{Rewrite: empty, Times: 4}},
		"of records":     {onList(bossim.Fault{Rewrite: empty})},
		"of nodes":       {onNodes(bossim.Fault{Rewrite: empty})},
		"after a 503":    {{Status: 503, Times: 1}, {Rewrite: empty, Times: 2}},
		"after a 403":    {{Status: 403, Times: 1}, {Rewrite: empty, Times: 2}},
		"after an error": {{Status: 503, Times: 6}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rolled(t, wave("blue-w01", 0, 2))
			for _, fault := range faults {
				s.sim.Inject(fault)
			}

			got, err := s.RolloutTraces(t.Context(), "blue")

			if err != nil || !got.Found() {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// Where BOS does not answer, nothing is known to be absent.
func TestRolloutTraces_fails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   bossim.Fault
		records int
		is      error
	}{
		"no records":        {onList(down), 0, gateway.ErrUnavailable},
		"no nodes":          {onNodes(down), 1, gateway.ErrUnavailable},
		"records refused":   {onList(refused), 0, gateway.ErrUnauthorized},
		"nodes refused":     {onNodes(refused), 1, gateway.ErrUnauthorized},
		"not records":       {onList(bossim.Fault{Status: 200, Body: "<p>Log in"}), 0, nil},
		"a record, no name": {onList(bossim.Fault{Status: 200, Body: `[{"operation":"boot"}]`}), 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rolled(t, wave("blue-w01", 0, 2))
			s.sim.Inject(test.fault)

			got, err := s.RolloutTraces(t.Context(), "blue")

			var failure *gateway.Error
			if !errors.As(err, &failure) || len(got.Sessions) != test.records || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%q, %v", namesOf(got.Sessions), err)
			}
			// Two looks, each with the five retries of any GET.
			asked := max(s.sim.Count("GET", "/v2/sessions"), s.sim.Count("GET", "/v2/components"))
			if most := 2 * (1 + 5); asked > most {
				t.Errorf("asked %d times, more than %d", asked, most)
			}
		})
	}
}

func TestRolloutTraces_interrupted(t *testing.T) {
	t.Parallel()
	s := rolled(t)
	ctx, cancel := s.clock.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()

	got, err := s.RolloutTraces(ctx, "blue")

	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, gateway.ErrNotFound) || got.Found() {
		t.Errorf("%+v, %v", got, err)
	}
	if want := "whether BOS knows rollout blue is not certain yet"; err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("%v", err)
	}
}

func TestRolloutTraces_withoutRequest(t *testing.T) {
	t.Parallel()
	s := rolled(t)
	for _, name := range []string{"", "-blue", "blue-", "b/lue", strings.Repeat("b", bos.MaxRolloutName+1)} {
		_, err := s.RolloutTraces(t.Context(), name)
		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "name" {
			t.Errorf("%q: %v", name, err)
		}
	}
	v1 := newRelease(t, "2.10.34", bos.APIv1, bossim.DefaultSystem(2))
	if _, err := v1.RolloutTraces(t.Context(), "blue"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("v1: %v", err)
	}
	if requests := len(s.sim.Requests()) + len(v1.sim.Requests()); requests > 0 {
		t.Errorf("%d requests", requests)
	}
}

// A client without a tenant is shown the sessions of all tenants. Records of another one are not the rollout's, but
// nodes do not store whose session they know.
func TestRolloutTraces_tenants(t *testing.T) {
	t.Parallel()
	system := bossim.DefaultSystem(4)
	system.Tenants = map[string][]string{"green": bossim.NodeNames(2)}
	system.Templates = append(system.Templates, []byte(`{"name": "compute", "tenant": "green", "boot_sets": {"compute": {"arch": "X86",
		"type": "s3", "path": "s3://boot-images/1/manifest.json", "node_roles_groups": ["Compute"]}}}`))
	s := newSimulated(t, system)
	if _, err := s.InTenant("green").CreateSession(t.Context(), wave("blue-w01", 0, 2)); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(10 * time.Minute)

	own, err := s.InTenant("green").RolloutTraces(t.Context(), "blue")
	other, otherErr := s.RolloutTraces(t.Context(), "blue")

	if err != nil || len(own.Sessions) != 1 || len(own.Nodes["blue-w01"]) != 2 {
		t.Errorf("the tenant's: %+v, %v", own, err)
	}
	if otherErr != nil || len(other.Sessions) != 0 || len(other.Nodes["blue-w01"]) != 2 {
		t.Errorf("another's: %+v, %v", other, otherErr)
	}
}

func TestNotePlannedRollout(t *testing.T) {
	t.Parallel()
	nodes := bossim.NodeNames(6)
	s := newSimulated(t, bossim.DefaultSystem(6))
	blue, tenant := s.InTenant(""), s.InTenant("green")
	noted := func(c *bos.Client, name string, nodes ...string) string {
		other, shared := c.NotePlannedRollout(name, nodes)
		return fmt.Sprint(other, shared)
	}
	for i, step := range []struct{ got, want string }{
		{noted(s.Client, "a", nodes[:2]...), "[]"},
		{noted(blue, "a", nodes[:2]...), "[]"},
		{noted(blue, "b", nodes[2:4]...), "[]"},
		{noted(s.Client, "c", nodes[3], nodes[1], nodes[0]), fmt.Sprint("a", nodes[:2])},
		{noted(s.Client, "c", nodes[3], nodes[4]), fmt.Sprint("b", nodes[3:4])},
		{noted(s.Client, "b", nodes[5]), "[]"},
		{noted(s.Client, "c", nodes[3], nodes[4]), "[]"},
		{noted(tenant, "c", nodes[4]), fmt.Sprint("c", nodes[4:5])},
	} {
		if step.got != step.want {
			t.Errorf("step %d: %s, want %s", i, step.got, step.want)
		}
	}
	tenant.ForgetPlannedRollout("a")
	if got, want := noted(s.Client, "d", nodes[0]), fmt.Sprint("a", nodes[:1]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	blue.ForgetPlannedRollout("a")
	if got := noted(s.Client, "d", nodes[0]); got != "[]" {
		t.Errorf("a is forgotten: %s", got)
	}
}
