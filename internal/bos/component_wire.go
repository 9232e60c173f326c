// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"strings"
)

type componentV2 struct {
	ID      string           `json:"id"`
	Enabled bool             `json:"enabled"`
	Error   string           `json:"error"`
	Session string           `json:"session"`
	Actual  componentStateV2 `json:"actual_state"`
	Desired componentStateV2 `json:"desired_state"`
	Staged  componentStateV2 `json:"staged_state"`

	LastAction struct {
		Action  string          `json:"action"`
		Failed  bool            `json:"failed"`
		Updated lenient[moment] `json:"last_updated"`
	} `json:"last_action"`
	Events struct {
		PowerOn          number `json:"power_on_attempts"`
		PowerOffGraceful number `json:"power_off_graceful_attempts"`
		PowerOffForceful number `json:"power_off_forceful_attempts"`
	} `json:"event_stats"`
	Status struct {
		Phase    string `json:"phase"`
		Status   string `json:"status"`
		Override string `json:"status_override"`
	} `json:"status"`
	RetryPolicy *number `json:"retry_policy"`
}

// componentStateV2 holds the artifacts as BOS writes them: it compares them character by character.
type componentStateV2 struct {
	Artifacts struct {
		Kernel           string `json:"kernel"`
		Initrd           string `json:"initrd"`
		KernelParameters string `json:"kernel_parameters"`
	} `json:"boot_artifacts"`
	Configuration string          `json:"configuration"`
	Session       string          `json:"session"`
	Updated       lenient[moment] `json:"last_updated"`
}

func (w *componentV2) Check() error {
	if w.ID == "" {
		return errors.New("the answer is not a component: it has no id")
	}
	return nil
}

func (w *componentV2) Subject() (name, tenant string) { return w.ID, "" }

func (w *componentV2) noun() Component {
	component := Component{
		ID: w.ID, Enabled: w.Enabled, Error: strings.TrimSpace(w.Error), Session: w.Session,
		Actual: w.Actual.noun(), Desired: w.Desired.noun(), Staged: w.Staged.noun(),
		LastAction: ComponentAction{
			Action:  w.LastAction.Action,
			Failed:  w.LastAction.Failed,
			Updated: w.LastAction.Updated.value.Time,
		},
		Attempts: ComponentAttempts{
			PowerOn:          w.Events.PowerOn.count(),
			PowerOffGraceful: w.Events.PowerOffGraceful.count(),
			PowerOffForceful: w.Events.PowerOffForceful.count(),
		},
		Phase: w.Status.Phase, Status: w.Status.Status, StatusOverride: w.Status.Override,
	}
	if w.RetryPolicy != nil {
		policy := w.RetryPolicy.count()
		component.RetryPolicy = &policy
	}
	return component
}

func (w *componentStateV2) noun() ComponentState {
	return ComponentState{
		Kernel: w.Artifacts.Kernel, Initrd: w.Artifacts.Initrd, KernelParameters: w.Artifacts.KernelParameters,
		Configuration: w.Configuration, Session: w.Session, Updated: w.Updated.value.Time,
	}
}

type componentListV2 []componentV2

func (w *componentListV2) Check() error {
	if *w == nil {
		return errors.New("the answer is not a list of components")
	}
	for i := range *w {
		if (*w)[i].ID == "" {
			return fmt.Errorf("element %d of the list is not a component: it has no id", i)
		}
	}
	return nil
}

// componentsPatchV2 is the body of a PATCH that disables the components that its filter selects.
type componentsPatchV2 struct {
	Filters componentsFilterV2 `json:"filters"`
	Patch   struct {
		Enabled bool `json:"enabled"`
	} `json:"patch"`
}

type componentsFilterV2 struct {
	Session string `json:"session"`
}
