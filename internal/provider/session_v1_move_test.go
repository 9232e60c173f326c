// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// machine is a system whose BOS is upgraded while its address stays.
type machine struct {
	old, now *sim
	serves   atomic.Pointer[bossim.Server]
}

// newMachine runs CSM 1.5 until it is upgraded to a release without v1.
func newMachine(t *testing.T, change ...func(*bossim.Config)) *machine {
	t.Helper()
	m := &machine{old: newV1(t, change...)}
	m.now = newSim(t, func(c *bossim.Config) { c.Clock = m.old.Clock })
	m.now.Clock = m.old.Clock
	m.serves.Store(m.old.Server)
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.serves.Load().ServeHTTP(w, r) }))
	t.Cleanup(listener.Close)
	m.old.URL, m.now.URL = listener.URL, listener.URL
	return m
}

// upgrade is an evening's work.
func (m *machine) upgrade(tf *engine) {
	m.old.Clock.Advance(oneHour)
	m.serves.Store(m.now.Server)
	tf.bos = m.now
}

// wantOne checks that the one session of the old release is all that was ever started.
func (m *machine) wantOne(t *testing.T) {
	t.Helper()
	m.old.wantSent(t, 1, 1)
	m.now.wantSent(t, 0, 0)
}

func TestSessionV1_movedToV2(t *testing.T) {
	for name, config := range map[string]string{
		"plain":                 v1With(""),
		"with a limit":          v1With(limited),
		"operation = configure": strings.Replace(v1With(`on_failure = "warn"`), `"boot"`, `"configure"`, 1), // of nodes that are off
		"not waited for":        v1With("wait_for_completion = false"),
		"many knobs":            v1With("on_failure = \"warn\"\n max_failed_percent = 5\n triggers = { a = \"1\" }\n timeouts = { create = \"1h\" }"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			tf := newEngine(t, m.old)
			tf.write(config)
			tf.must("apply", "-auto-approve")
			before, _ := tf.attributes()
			m.wantOne(t)

			m.upgrade(tf)
			tf.configure(config)

			tf.exits(0, "plan", "-detailed-exitcode")
			tf.must("apply", "-auto-approve", "-refresh-only")
			tf.wantNothing()
			after, tainted := tf.attributes()
			if tainted || after["expired"] != true || after["result"] != before["result"] || after["name"] != before["name"] {
				t.Errorf("tainted %t\n%v\n%v", tainted, before, after)
			}
			m.wantOne(t)

			tf.must("destroy", "-auto-approve")
			m.wantOne(t)
		})
	}
}

// A session that was still waited for when the system was upgraded is unjudged.
func TestSessionV1_movedInTheMiddle(t *testing.T) {
	m := newMachine(t)
	tf := newEngine(t, m.old)
	tf.write(v1With("wait_for_completion = false"))
	tf.must("apply", "-auto-approve")

	m.upgrade(tf)
	tf.configure(v1With(""))
	tf.wantUpdate()
	says(t, tf.must("apply", "-auto-approve"), "v1 chose its name", "0 added, 1 changed, 0 destroyed")

	if values, _ := tf.attributes(); values["result"] != "unjudged" || values["expired"] != true {
		t.Errorf("%v", values)
	}
	tf.wantNothing()
	m.wantOne(t)
}

// Whoever forgets api_version is told so. A session is not gone because v1 is.
func TestSessionV1_upgradedBelowIt(t *testing.T) {
	for _, knobs := range []string{"", `on_missing = "recreate"`} {
		t.Run(knobs, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			tf := newEngine(t, m.old)
			tf.write(v1With(knobs))
			tf.must("apply", "-auto-approve")

			m.upgrade(tf)
			tf.bos = m.old // the configuration stays as it was
			tf.configure(v1With(knobs))
			for _, command := range []string{"plan", "apply -auto-approve", "destroy -auto-approve"} {
				says(t, tf.exits(1, strings.Fields(command)...), "no v1 of the BOS API", "set api_version to v2")
			}
			says(t, tf.exits(1, "apply", "-auto-approve", "-refresh=false", "-replace=bos_session.test"), "set api_version to v2")

			m.wantOne(t)
			if values, tainted := tf.attributes(); tainted || values["expired"] != false || values["result"] != "succeeded" {
				t.Errorf("tainted %t, %v", tainted, values)
			}
		})
	}
}

// A system that has both versions does not show a session of the one to the other. That is no end of the session, and no
// leave to call it unjudged for ever.
func TestSessionV1_cannotWaitForOneOfV2(t *testing.T) {
	bos := newSim(t, release(csm15))
	tf := newEngine(t, bos)
	tf.write(v1With("wait_for_completion = false"))
	tf.must("apply", "-auto-approve")

	bos.api = pathsV1
	tf.configure(v1With(""))
	for _, command := range []string{"apply -auto-approve", "apply -auto-approve -refresh=false"} {
		says(t, tf.exits(1, strings.Fields(command)...), "It was started on v2 of the API", `Set api_version to "v2" or "auto"`)
	}

	if values, tainted := tf.attributes(); tainted || values["result"] != nil {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	bos.api = pathsV2
	tf.configure(v1With(""))
	tf.must("apply", "-auto-approve")
	if values, _ := tf.attributes(); values["expired"] != false || values["result"] != "succeeded" {
		t.Errorf("%v", values)
	}
	tf.wantNothing()
	bos.wantSent(t, 1, 1)
}

// A system of CSM 1.2 answers for v2, too: it has no such path. That is no session that is gone.
func TestSessionV1_askedOnV2(t *testing.T) {
	for _, knobs := range []string{"", `on_missing = "recreate"`, "wait_for_completion = true"} {
		t.Run(knobs, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t, release("1.10.9"))
			tf := newEngine(t, bos)
			tf.write(v1With("wait_for_completion = false"))
			tf.must("apply", "-auto-approve")

			bos.api = pathsV2
			tf.configure(v1With(knobs))
			for _, command := range []string{"plan", "apply -auto-approve", "destroy -auto-approve", "destroy -auto-approve -refresh=false"} {
				says(t, tf.exits(1, strings.Fields(command)...), "no v2 of its API", `Set api_version = "v1", or "auto"`)
			}

			if values, tainted := tf.attributes(); tainted || values["expired"] != false || values["result"] != nil {
				t.Errorf("tainted %t, %v", tainted, values)
			}
			bos.api = pathsV1
			bos.wantSent(t, 1, 1)
		})
	}
}

// With auto nothing has to be changed.
func TestSessionV1_movedByAuto(t *testing.T) {
	m := newMachine(t, release("1.10.0"))
	tf := newEngine(t, auto(m.old))
	tf.write(v1With(""))
	tf.must("apply", "-auto-approve")
	m.wantOne(t)

	m.upgrade(tf)
	auto(m.now)
	tf.configure(v1With(""))

	tf.wantNothing()
	tf.must("apply", "-auto-approve", "-refresh-only")
	if values, _ := tf.attributes(); values["expired"] != true || values["result"] != "succeeded" {
		t.Errorf("%v", values)
	}
	m.wantOne(t)
}
