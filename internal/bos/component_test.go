// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const wholeComponent = `{"id":"x3000c0s1b0n0","enabled":true,"error":"it failed\n","session":"s1","retry_policy":4,
	"actual_state":{"boot_artifacts":{"kernel":"k1","initrd":"i1","kernel_parameters":" p1  q","timestamp":"x"},"bss_token":"s3cr3t-1",
		"last_updated":"2026-11-22T11:01:33"},
	"desired_state":{"boot_artifacts":{"kernel":"k2","initrd":"i2","kernel_parameters":"p2"},"bss_token":"s3cr3t-2",
		"configuration":"c2","last_updated":"2026-11-22T11:01:34"},
	"staged_state":{"boot_artifacts":{"kernel":"k3","initrd":"i3","kernel_parameters":"p3"},
		"configuration":"c3","session":"s3","last_updated":"2026-11-22T11:01:35"},
	"last_action":{"action":"powering_on","failed":true,"last_updated":"2026-11-22T11:01:36"},
	"event_stats":{"power_on_attempts":1,"power_off_graceful_attempts":2,"power_off_forceful_attempts":3},
	"status":{"phase":"powering_on","status":"failed","status_override":"on_hold"}}`

func TestComponent_everyField(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(wholeComponent))

	got, err := f.Component(t.Context(), "x3000c0s1b0n0")

	at := func(second int) time.Time { return time.Date(2026, 11, 22, 11, 1, second, 0, time.UTC) }
	policy := 4
	want := bos.Component{
		ID: "x3000c0s1b0n0", Enabled: true, Error: "it failed", Session: "s1",
		Actual:     bos.ComponentState{Kernel: "k1", Initrd: "i1", KernelParameters: " p1  q", Updated: at(33)},
		Desired:    bos.ComponentState{Kernel: "k2", Initrd: "i2", KernelParameters: "p2", Configuration: "c2", Updated: at(34)},
		Staged:     bos.ComponentState{Kernel: "k3", Initrd: "i3", KernelParameters: "p3", Configuration: "c3", Session: "s3", Updated: at(35)},
		LastAction: bos.ComponentAction{Action: "powering_on", Failed: true, Updated: at(36)},
		Attempts:   bos.ComponentAttempts{PowerOn: 1, PowerOffGraceful: 2, PowerOffForceful: 3},
		Phase:      "powering_on", Status: "failed", StatusOverride: "on_hold", RetryPolicy: &policy,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	if shown := fmt.Sprintf("%+v", got); strings.Contains(shown, "s3cr3t") {
		t.Errorf("the bss_token is kept: %s", shown)
	}
	if uri := f.Seen("GET")[0].URI; uri != "/apis/bos/v2/components/x3000c0s1b0n0" {
		t.Errorf("asked %s", uri)
	}
}

// A record holds what somebody wrote there (component_put_new.json), and older ones lack parts.
func TestComponent_acceptsMissingParts(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"id and enabled": `{"enabled":false,"id":"a"}`,
		"id":             `{"id":"a"}`,
		"nulls": `{"id":"a","enabled":null,"error":null,"session":null,"actual_state":null,` +
			`"desired_state":null,"staged_state":null,"last_action":null,"event_stats":null,"status":null,"retry_policy":null}`,
		"nulls within": `{"id":"a","actual_state":{"boot_artifacts":null,"last_updated":null},` +
			`"staged_state":{"session":null,"configuration":null,"boot_artifacts":{"kernel":null}},` +
			`"last_action":{"action":null,"failed":null,"last_updated":""},"event_stats":{"power_on_attempts":null},"status":{"phase":null,"status":null}}`,
		"empty parts":       `{"id":"a","actual_state":{},"desired_state":{},"staged_state":{},"last_action":{},"event_stats":{},"status":{}}`,
		"more than we know": `{"id":"a","tomorrow":[{"a":1}],"status":{"mood":"good"}}`,
	} {
		got, err := newFixture(t, scripted.OK(body)).Component(t.Context(), "a")

		if err != nil || !reflect.DeepEqual(got, bos.Component{ID: "a"}) || got.Drift() != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestComponent_failures(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		kind   error
	}{
		"404":         {scripted.Problem(404, "The resource was not found", "Component 'a' does not exist"), gateway.ErrNotFound},
		"403":         {scripted.Status(403), gateway.ErrUnauthorized},
		"a list":      {scripted.OK(`[]`), nil},
		"without id":  {scripted.OK(`{"enabled":true}`), nil},
		"null":        {scripted.OK(`null`), nil},
		"other kinds": {scripted.OK(`{"id":"a","enabled":"yes"}`), nil},
	} {
		got, err := newFixture(t, test.answer).Component(t.Context(), "a")

		var failure *gateway.Error
		if !errors.As(err, &failure) || test.kind != nil && !errors.Is(err, test.kind) || got.ID != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, id := range []string{"", ".", ".."} {
		f := newFixture(t, scripted.OK(wholeComponent))
		var input *gateway.InputError
		if _, err := f.Component(t.Context(), id); !errors.As(err, &input) || len(f.Seen("")) != 0 {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// No request is made for what v1 of the API does not have.
func TestComponent_v1HasNoComponentsOptionsAndStages(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "2.10.34", bos.APIv1, bossim.DefaultSystem(4))
	for name, ask := range map[string]func() error{
		"component":     func() error { _, err := s.Component(t.Context(), "x3000c0s1b0n0"); return err },
		"components":    func() error { return s.EachComponent(t.Context(), bos.ComponentFilter{}, nil) },
		"options":       func() error { _, err := s.Options(t.Context()); return err },
		"patch options": func() error { _, err := s.PatchOptions(t.Context(), bos.Options{}); return err },
		"apply staged":  func() error { _, err := s.ApplyStaged(t.Context(), []string{"x3000c0s1b0n0"}); return err },
	} {
		err := ask()

		var input *gateway.InputError
		if !errors.As(err, &input) || !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), "use v2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.sim.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCheckComponentID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bos.ComponentIDFinding{
		"x3000c0s1b0n0":          {},
		"X3000C0S1B0N0":          {}, // BOS reports it
		strings.Repeat("ä", 127): {},
		"":                       {Kind: bos.ComponentIDEmpty},
		" \n":                    {Kind: bos.ComponentIDEmpty},
		"x3000c0s1b0n0\n":        {Kind: bos.ComponentIDSpace, Meant: "x3000c0s1b0n0"},
		"a,b":                    {Kind: bos.ComponentIDComma},
		"a b":                    {Kind: bos.ComponentIDForm},
		"a/b":                    {Kind: bos.ComponentIDForm},
		"..":                     {Kind: bos.ComponentIDForm},
		strings.Repeat("ä", 128): {Kind: bos.ComponentIDLength, Length: 128},
	} {
		if got, found := bos.CheckComponentID(id); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", id, got, found, want)
		}
	}
}
