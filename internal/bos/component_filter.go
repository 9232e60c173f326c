// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// ComponentFilter selects the nodes that match all of its fields. The zero value selects every node.
type ComponentFilter struct {
	IDs                    []string // nil = any; not nil but empty = no node at all; unknown IDs are ignored
	Session, StagedSession string   // "" = any
	Phase                  string   // powering_on, powering_off or configuring; "" = any
	Status                 []string // one of them; none = any
	Enabled                *bool
}

// SelectsAll reports whether the filter narrows nothing.
func (f ComponentFilter) SelectsAll() bool {
	return f.IDs == nil && f.Session == "" && f.StagedSession == "" && f.Phase == "" &&
		len(f.Status) == 0 && f.Enabled == nil
}

// ComponentPhases returns the phases in which BOS works on a node, sorted; between them a node has none.
func ComponentPhases() []string { return []string{phaseConfiguring, phasePoweringOff, phasePoweringOn} }

// ComponentStatuses returns the statuses that BOS gives a node.
func ComponentStatuses() []string {
	return []string{
		"power_on_pending", "power_on_called",
		"power_off_pending", "power_off_gracefully_called", "power_off_forcefully_called",
		phaseConfiguring, componentStable, componentFailed, "on_hold",
	}
}

// check returns *InputErrors for what BOS refuses with status 400, and for IDs that would change the query.
func (f ComponentFilter) check() error {
	errs := []error{checkIDs("ids", f.IDs)}
	if f.Session != "" {
		errs = append(errs, checkName("session", f.Session))
	}
	if f.StagedSession != "" {
		errs = append(errs, checkName("staged_session", f.StagedSession))
	}
	if f.Phase != "" && !slices.Contains(ComponentPhases(), f.Phase) {
		phases := strings.Join(ComponentPhases(), ", ")
		reason := fmt.Sprintf("%q is none of %s", gateway.Shorten(f.Phase, 64), phases)
		errs = append(errs, &gateway.InputError{Field: "phase", Reason: reason})
	}
	for _, status := range f.Status {
		if status == "" || strings.ContainsAny(status, ", \t\n") {
			reason := fmt.Sprintf("%q is not a status of a node, such as stable or failed", gateway.Shorten(status, 64))
			errs = append(errs, &gateway.InputError{Field: "status", Reason: reason})
		}
	}
	return errors.Join(errs...)
}

func checkIDs(field string, ids []string) error {
	for _, id := range ids {
		if id == "" || len(id) > MaxComponentIDs || strings.ContainsAny(id, ", \t\r\n") {
			reason := fmt.Sprintf("%q is not the name of a node, such as x3000c0s1b0n0", gateway.Shorten(id, 160))
			return &gateway.InputError{Field: field, Reason: reason}
		}
	}
	return nil
}

// Passes returns the whole filter as a function, whatever part of it BOS has applied already.
func (f ComponentFilter) Passes() func(Component) bool {
	ids := make(map[string]struct{}, len(f.IDs))
	for _, id := range f.IDs {
		ids[id] = struct{}{}
	}
	return func(c Component) bool {
		if _, found := ids[c.ID]; f.IDs != nil && !found {
			return false
		}
		return (f.Session == "" || c.Session == f.Session) &&
			(f.StagedSession == "" || c.Staged.Session == f.StagedSession) &&
			(f.Phase == "" || c.Phase == f.Phase) &&
			(len(f.Status) == 0 || slices.Contains(f.Status, c.Status)) &&
			(f.Enabled == nil || c.Enabled == *f.Enabled)
	}
}
