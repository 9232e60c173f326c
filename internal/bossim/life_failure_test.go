// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// two returns a system of two nodes, the first of which has that failure.
func two(failure Failure) System {
	s := DefaultSystem(2)
	s.Failing = map[string]Failure{NodeNames(1)[0]: failure}

	return s
}

func TestSession_nodeFails(t *testing.T) {
	for _, tc := range []struct {
		failure  Failure
		message  string
		attempts int // in the counter that the failure ends with
		atLeast  time.Duration
	}{
		{FailPowerOn, retryLimit, 2, 2 * 120 * time.Second},
		{FailBoot, retryLimit, 2, 2 * 1200 * time.Second},
		{FailPower, retryLimit, 2, 2 * 300 * time.Second},
		{FailConfiguration, "cfs configuration failed", 1, time.Minute},
	} {
		t.Run(string(tc.failure), func(t *testing.T) {
			r := newRig(t, two(tc.failure))
			r.options(`{"default_retry_policy": 2}`)
			bad := NodeNames(1)[0]

			r.start("s", "boot", "compute", "")
			took := r.finish("s")

			if got := r.session("s"); got.Status.Error != nil {
				t.Errorf("the session has an error: %q", *got.Status.Error)
			}
			st := r.status("s")
			if st.Managed != 2 || st.Failed != 50 || st.Successful != 50 || st.Phases["percent_complete"] != 100 {
				t.Errorf("status: %+v", st)
			}
			if got := st.ErrorSummary[tc.message]; got.Count != 1 || got.List != bad {
				t.Errorf("errors: %+v", st.ErrorSummary)
			}
			if took < tc.atLeast {
				t.Errorf("it took only %v", took)
			}
			c := r.component(bad)
			if c.enabled() || c.status() != statusFailed || c.phase() == phaseNone {
				t.Errorf("component: enabled %v, status %s, phase %q", c.enabled(), c.status(), c.phase())
			}
			most := max(*c.EventStats.PowerOn, *c.EventStats.PowerOffForceful)
			if most != tc.attempts {
				t.Errorf("event stats: %+v", most)
			}
		})
	}
}

// TestSession_nodeHeld: a node that BOS holds is neither successful nor failed.
func TestSession_nodeHeld(t *testing.T) {
	for failure, service := range map[Failure]string{FailUnknownToPCS: "pcs", FailUnknownToCFS: "cfs"} {
		t.Run(service, func(t *testing.T) {
			r := newRig(t, two(failure))

			r.start("s", "boot", "compute", "")
			r.finish("s")

			st := r.status("s")
			if st.Managed != 2 || st.Failed != 0 || st.Successful != 50 || r.session("s").Status.Error != nil {
				t.Errorf("status: %+v", st)
			}
			if got := st.ErrorSummary["Component information was not returned by "+service]; got.Count != 1 {
				t.Errorf("errors: %+v", st.ErrorSummary)
			}
			if c := r.component(NodeNames(1)[0]); c.enabled() || c.status() != statusOnHold {
				t.Errorf("component: %+v", c)
			}
		})
	}
}

func TestSession_nodeIgnoresGracefulPowerOff(t *testing.T) {
	r := newRig(t, two(FailPowerOff))
	r.start("up", "boot", "compute", "")
	r.finish("up")

	r.start("down", "shutdown", "compute", "")
	took := r.finish("down")

	if st := r.status("down"); st.Successful != 100 {
		t.Errorf("status: %+v", st)
	}
	if took < 300*time.Second {
		t.Errorf("it took only %v: the forced power-off comes after max_power_off_wait_time", took)
	}
}

func TestSession_retryPolicyOfTheComponent(t *testing.T) {
	r := newRig(t, two(FailPowerOn))
	bad := NodeNames(1)[0]
	r.must(http.StatusOK, nil, http.MethodPatch, "/v2/components/"+bad, `{"retry_policy":5}`)

	r.start("s", "boot", "compute", "")
	r.finish("s")

	if got := *r.component(bad).EventStats.PowerOn; got != 5 {
		t.Errorf("%d attempts", got)
	}
}

func TestSession_errorsNameTenNodes(t *testing.T) {
	sys := DefaultSystem(12)
	sys.Failing = map[string]Failure{}
	for _, name := range NodeNames(11) {
		sys.Failing[name] = FailConfiguration
	}
	r := newRig(t, sys)

	r.start("s", "boot", "compute", "")
	r.finish("s")

	got := r.status("s").ErrorSummary["cfs configuration failed"]
	if got.Count != 11 || !strings.HasSuffix(got.List, "...") || strings.Count(got.List, ",") != 9 {
		t.Errorf("%+v", got)
	}
}

func TestSession_setUpFails(t *testing.T) {
	const image = "s3://boot-images/gone/manifest.json"
	names := NodeNames(4)
	sys := DefaultSystem(8)
	sys.Locked, sys.HSMDisabled = names[:1], names[1:2]
	sys.Arch = map[string][]string{"ARM": names[2:3], "UNKNOWN": names[3:4]}
	list := func(node, more string) string {
		return `{"boot_sets":{"c":{"type":"s3","path":"s3://boot-images/x/manifest.json","node_list":["` + node + `"]` +
			more + `}}}`
	}
	for name, tc := range map[string]struct {
		template, more string
		want           string // error; "" = none
	}{
		"locked":             {list(names[0], ""), "", errNoNodes.Error()},
		"disabled":           {list(names[1], ""), "", errNoNodes.Error()},
		"disabled, included": {list(names[1], ""), `,"include_disabled":true`, ""},
		"other arch":         {list(names[2], ""), "", errNoNodes.Error()},
		"that arch":          {list(names[2], `,"arch":"Other"`), "", errNoNodes.Error()},
		"unknown arch":       {list(names[3], ""), "", ""},
		"unknown node":       {list("x9999c0s0b0n0", ""), "", errNoNodes.Error()},
		"limit elsewhere":    {list(names[3], ""), `,"limit":"` + names[0] + `"`, errNoNodes.Error()},
		"empty item":         {list(names[3], ""), `,"limit":"a,"`, "IndexError: string index out of range\n"},
		"empty item, nobody": {`{"boot_sets":{"c":{"type":"s3","path":"s3://boot-images/x/manifest.json",` +
			`"node_groups":["nobody"]}}}`, `,"limit":"a,"`, errNoNodes.Error()},
		"rootfs": {
			list(names[3], `,"rootfs_provider":"cpss3"`), "",
			"bos.operators.utils.rootfs.factory.ProviderNotImplemented: Unsupported rootfs_provider ('cpss3') specified in " +
				"boot set: {'arch': 'X86', 'node_list': ['x3000c0s1b3n0'], 'path': 's3://boot-images/x/manifest.json', " +
				"'rootfs_provider': 'cpss3', 'type': 's3'}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, sys)
			r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/t", tc.template)

			r.start("s", "boot", "t", tc.more)
			r.finish("s")

			got := r.session("s")
			if deref(got.Status.Error) != tc.want || (got.Components == "") != (tc.want != "") {
				t.Errorf("error %q, components %q", deref(got.Status.Error), got.Components)
			}
		})
	}

	t.Run("image lost since", func(t *testing.T) {
		r := newRig(t, sys)
		r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/t",
			`{"boot_sets":{"c":{"type":"s3","path":"`+image+`","node_list":["`+names[3]+`"]}}}`)
		r.start("s", "boot", "t", "")
		if err := r.Load(Seed{System: System{Images: map[string]Image{image: {Missing: true}}}}); err != nil {
			t.Fatal(err)
		}
		r.finish("s")
		if got := deref(r.session("s").Status.Error); !strings.Contains(got, "ManifestNotFound") {
			t.Errorf("error %q", got)
		}
		code, body := r.ask(http.MethodPost, "/v2/sessions", `{"operation":"boot","template_name":"t"}`)
		if code != http.StatusBadRequest || !strings.Contains(body, "Can't find boot artifacts") {
			t.Errorf("%d %s", code, body)
		}
	})
}

func TestSession_nodesWithoutComponents(t *testing.T) {
	r := newRig(t, healthy(2))
	names := NodeNames(2)
	r.options(`{"discovery_frequency":86400}`)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/components/"+names[0], "")
	r.start("one", "boot", "compute", "")
	r.finish("one")
	if got := r.session("one"); got.Components != names[1] || got.Status.Error != nil {
		t.Errorf("%+v", got)
	}

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/components/"+names[1], "")
	r.start("none", "boot", "compute", "")
	r.finish("none")

	if got := r.session("none"); deref(got.Status.Error) != errNoComponents.Error() {
		t.Errorf("%+v", got)
	}
}
