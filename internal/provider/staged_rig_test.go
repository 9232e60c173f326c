// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	stagedType = "bos_staged_session_application"
	applyPath  = "/v2/applystaged"
)

// applied is how many requests to apply have come so far.
func (s *sim) applied() int { return s.Count(http.MethodPost, applyPath) }

func (s *sim) wantApplied(t *testing.T, want int) {
	t.Helper()
	if got := s.applied(); got != want {
		t.Errorf("%d requests to apply, want %d\n%s", got, want, s.log())
	}
}

// staged stages an operation on the first n nodes, behind the provider's back, by a session "next".
func (s *sim) staged(t *testing.T, operation string, n int) (nodes string) {
	t.Helper()
	nodes = strings.Join(bossim.NodeNames(n), ",")
	s.started(t, "", "next", `"operation": "`+operation+`", "template_name": "compute", "stage": true, "limit": "`+nodes+`"`)
	s.Clock.Advance(time.Minute)
	return nodes
}

// clearsStage sets the option of that name.
func (s *sim) clearsStage(t *testing.T) {
	t.Helper()
	s.patch(t, optionsPath, `{"clear_stage": true}`)
}

// wantBooted lets an hour pass, and checks how many nodes run what a session wanted of them.
func (s *sim) wantBooted(t *testing.T, want int) {
	t.Helper()
	s.Clock.Advance(oneHour)
	if booted, enabled := s.booted(t); booted != want || enabled != 0 {
		t.Errorf("%d nodes are booted and %d at work, want %d and none", booted, enabled, want)
	}
}

// triggersOf is a map of one trigger.
func triggersOf(value any) tftypes.Value {
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"session": tftypes.NewValue(tftypes.String, value)})
}

var noTriggers = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{})
