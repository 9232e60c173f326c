// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/go-uuid"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// prepare names the session and checks what the plan could not. It reports whether the session may be started.
func (m *sessionModel) prepare(ctx context.Context, c *connection, diags *diag.Diagnostics) bool {
	m.settleName(ctx, c, diags)
	if diags.HasError() {
		return false
	}
	m.checkBounds(c, diags)
	return !diags.HasError()
}

// settleName sets the name and the tenant. On v1 of the API, BOS chooses the name. It also checks what the plan
// could not, because the provider's configuration was unknown or BOS did not answer.
func (m *sessionModel) settleName(ctx context.Context, c *connection, diags *diag.Diagnostics) {
	m.Tenant = settledTenant(m.Tenant, c.client)
	version, err := c.client.APIVersion(ctx)
	if err != nil {
		diags.Append(startFailed(c, m, &bos.NotStartedError{Err: err}))
		return
	}
	m.checkStart(ctx, c, diags)
	switch {
	case !m.Name.IsUnknown():
		return
	case version == bos.APIv1:
		m.Name = types.StringNull()
		return
	}
	id, err := uuid.GenerateUUID()
	if err != nil {
		diags.Append(message{
			summary: "Unable to name the session", what: sentence(fmt.Errorf("no random bytes: %w", err)),
			next: []string{applyAgain},
		}.asError())
		return
	}
	m.Name = types.StringValue(cmp.Or(m.NamePrefix.ValueString(), generatedPrefix) + id)
}

// startOrAdopt starts the session, or adopts the one that has its name and inputs if on_conflict allows that. A
// generated name is unique: if BOS has it, the POST arrived twice.
func startOrAdopt(ctx context.Context, client *bos.Client, data *sessionModel, generated bool) (bos.Started, error) {
	adopt := generated || data.OnConflict.ValueString() == "adopt"

	create := data.toAPI()
	create.Generated = generated
	session, err := client.StartSession(ctx, create, adopt)

	var other *bos.ConflictError
	var unresolved *bos.UnresolvedError
	switch {
	case errors.As(err, &other) && other.Field != "" && adopt:
		return bos.Started{}, fmt.Errorf("%w, so it cannot be adopted", err)
	case errors.Is(err, gateway.ErrConflict) && generated && !errors.As(err, &unresolved):
		return bos.Started{}, &bos.UnresolvedError{Name: data.Name.ValueString(), Err: err}
	default:
		return session, err
	}
}

// privateState and privateStateWriter are the private state of a request and of a response.
type (
	privateState interface {
		GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	}
	privateStateWriter interface {
		SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
	}
)

// originKey is the key of sessionOrigin in a session's private state.
const originKey = "origin"

// sessionOrigin is what Create learned about the start of the session and later applies need. It is zero for an
// imported session, and in the state of an earlier release.
type sessionOrigin struct {
	// NodesProve: the session can be judged by its nodes, without its record. See bos.Started.
	NodesProve bool `json:"nodes_prove,omitempty"`
	// Unproven: on v1 of the API, the session may be somebody else's, so its record is never deleted.
	Unproven bool `json:"unproven,omitempty"`
	// Adopted: the session existed before. See bos.Started.
	Adopted bool `json:"adopted,omitempty"`
	// Generated: the provider chose the name, so that no other session ever has it. A release without name_prefix did
	// not note this: see generatedName.
	Generated bool `json:"generated,omitempty"`
	// MaxComponents is max_components at the start of the session, and 0 once its nodes have been counted.
	MaxComponents int64 `json:"max_components,omitempty"`
}

// originOf returns the origin of a session that has just been started. A session with a generated name is never
// adopted.
func (m *sessionModel) originOf(started bos.Started, generated bool) sessionOrigin {
	return sessionOrigin{
		NodesProve: started.NodesProve, Unproven: started.Unproven, Adopted: started.Adopted && !generated,
		Generated: generated && !m.namedByV1(), MaxComponents: wholeCount(m.MaxComponents),
	}
}

func saveOrigin(ctx context.Context, private privateStateWriter, origin sessionOrigin, diags *diag.Diagnostics) {
	text, err := json.Marshal(origin)
	if err != nil {
		diags.Append(fault("Unable to save the origin of the session", sentence(err)).asError())
		return
	}
	diags.Append(private.SetKey(ctx, originKey, text)...)
}

func readOrigin(ctx context.Context, private privateState, diags *diag.Diagnostics) sessionOrigin {
	var origin sessionOrigin
	text, problems := private.GetKey(ctx, originKey)
	diags.Append(problems...)
	if len(text) == 0 {
		return origin
	}
	if err := json.Unmarshal(text, &origin); err != nil {
		diags.Append(fault("Unable to read the origin of the session",
			sentence(fmt.Errorf("the resource's private state: %w", err))).asError())
	}
	return origin
}

// bound returns the number of nodes that the session may have, if it has not been checked yet, else 0. If the
// value was lowered since the session was started, the original one applies.
func (m *sessionModel) bound(origin sessionOrigin) int64 {
	if origin.MaxComponents == 0 || m.MaxComponents.IsNull() {
		return 0
	}
	return max(origin.MaxComponents, wholeCount(m.MaxComponents))
}

// If the answer to a POST on v1 is lost, the only new session that matches is taken over, even if its nodes do not
// prove that it is the one. In that case a warning says what to compare, and the session's record is never
// deleted.

// warnUnproven warns of a session that was taken over unproven. If one of its nodes, which may be known only now,
// is not in a limit of xnames, the session is somebody else's, and its result is not that of this resource.
func (o sessionOrigin) warnUnproven(data *sessionModel, diags *diag.Diagnostics) {
	switch {
	case !o.Unproven:
	case len(data.nodesOutsideLimit()) > 0:
		o.rejectForeign(data, diags)
	default:
		diags.Append(takenUnproven(data))
	}
}

// rejectForeign is warnUnproven without the warning, for every apply after the first.
func (o sessionOrigin) rejectForeign(data *sessionModel, diags *diag.Diagnostics) {
	if others := data.nodesOutsideLimit(); o.Unproven && len(others) > 0 {
		data.Result = types.StringNull()
		diags.Append(foreignSession(unableToStart, data, others).asError())
	}
}

// warnForeign is rejectForeign for a refresh, which changes nothing. The nodes of a session that is not waited for
// become known later.
func (o sessionOrigin) warnForeign(data *sessionModel, diags *diag.Diagnostics) {
	if others := data.nodesOutsideLimit(); o.Unproven && len(others) > 0 {
		diags.Append(foreignSession("Unable to take "+data.called()+" for the one that was started", data, others).asWarning())
	}
}

// nodesOutsideLimit returns the nodes that the limit does not name, if the limit consists of xnames only.
func (m *sessionModel) nodesOutsideLimit() []string {
	return bos.OutsideLimit(knownString(m.Limit), m.componentList())
}
