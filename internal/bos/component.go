// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Component is BOS's record of a node. A record may hold no more than ID and Enabled (component_put_new.json); what it
// does not hold is the zero value here.
type Component struct {
	ID      string
	Enabled bool   // BOS works on it
	Error   string // of its last action
	Session string // the last one that took it over

	Actual  ComponentState // what the node last reported; Configuration and Session are empty
	Desired ComponentState // Session is empty
	Staged  ComponentState

	LastAction     ComponentAction
	Attempts       ComponentAttempts
	Phase          string // powering_on, powering_off, configuring; "" = none
	Status         string // such as stable, failed, configuring, on_hold; "" = BOS did not say
	StatusOverride string
	RetryPolicy    *int // attempts per action; nil = as the option default_retry_policy says
}

// ComponentState is what a node runs, is to run, or is staged to run. BOS keeps a bss_token there as well, which is a
// secret and never read.
type ComponentState struct {
	Kernel, Initrd, KernelParameters, Configuration, Session string
	Updated                                                  time.Time
}

// ComponentAction is what BOS did with a node last.
type ComponentAction struct {
	Action  string
	Failed  bool
	Updated time.Time
}

// ComponentAttempts counts what BOS tried since it was last told what to do with the node.
type ComponentAttempts struct{ PowerOn, PowerOffGraceful, PowerOffForceful int }

const componentPath = componentsPath + "/{id}"

// Component gets a node's record by its id, such as x3000c0s1b0n0. gateway.ErrNotFound: BOS, or the tenant, has none.
// On v1 of the API a *gateway.InputError that matches errors.ErrUnsupported.
func (c *Client) Component(ctx context.Context, id string) (Component, error) {
	if err := c.hasComponents(ctx); err != nil {
		return Component{}, err
	}
	wire, err := call[componentV2](ctx, c, gateway.Request{
		Method: http.MethodGet, Path: componentPath, Elements: map[string]string{"id": id}, About: id,
	})
	return wire.noun(), err
}

func (c *Client) hasComponents(ctx context.Context) error {
	return c.onlyV2(ctx, "api_version", `BOS keeps no components: use v2 (CSM ≥ 1.3)`)
}

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

// componentStateV2 takes the artifacts as they are written: BOS compares them character by character.
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
		LastAction: ComponentAction{Action: w.LastAction.Action, Failed: w.LastAction.Failed, Updated: w.LastAction.Updated.value.Time},
		Attempts: ComponentAttempts{
			PowerOn: w.Events.PowerOn.count(), PowerOffGraceful: w.Events.PowerOffGraceful.count(), PowerOffForceful: w.Events.PowerOffForceful.count(),
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
