// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/go-uuid"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// prepare names the session that is to be started, and checks what the plan could not. It reports whether the session
// may be started.
func (m *sessionModel) prepare(ctx context.Context, c *connection, diags *diag.Diagnostics) bool {
	m.settleName(ctx, c, diags)
	if diags.HasError() {
		return false
	}
	m.checkBounds(c, diags)
	return !diags.HasError()
}

// settleName gives the session the name and the tenant that it keeps. On v1 of the API, BOS chooses the name. What could not
// be checked when it was planned, as the provider was not known yet or BOS not there, is checked now.
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
		diags.AddError("Unable to name the session", sentence(fmt.Errorf("no random bytes: %w", err)))
		return
	}
	m.Name = types.StringValue(generatedPrefix + id)
}

// startOrAdopt starts the session, or goes on with the one that has its name
// and inputs already, where on_conflict allows that. A name that was generated
// is nobody else's: if BOS has it, the POST came there twice.
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
	case errors.Is(err, bos.ErrConflict) && generated && !errors.As(err, &unresolved):
		return bos.Started{}, &bos.UnresolvedError{Name: data.Name.ValueString(), Err: err}
	default:
		return session, err
	}
}

// privateState is what the framework lets a request read of it, and an answer write.
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

// sessionOrigin is what Create learned about the start of the session and a later apply needs to know. It is the zero
// value for an imported session, and for one in the state of an earlier release.
type sessionOrigin struct {
	// NodesProve: the record is not needed to judge the session, its nodes are. See bos.Started.
	NodesProve bool `json:"nodes_prove,omitempty"`
	// Unproven: on v1 of the API, the session may be somebody else's, so that its record is never deleted.
	Unproven bool `json:"unproven,omitempty"`
	// Adopted: the session existed before. See bos.Started.
	Adopted bool `json:"adopted,omitempty"`
	// MaxComponents is max_components at the start of the session, until its nodes have been counted; then 0.
	MaxComponents int64 `json:"max_components,omitempty"`
}

// originOf is what is known of a session that has just been started. A name that was generated here is nobody else's.
func (m *sessionModel) originOf(started bos.Started, generated bool) sessionOrigin {
	return sessionOrigin{
		NodesProve: started.NodesProve, Unproven: started.Unproven, Adopted: started.Adopted && !generated,
		MaxComponents: m.MaxComponents.ValueInt64(),
	}
}

func saveOrigin(ctx context.Context, private privateStateWriter, origin sessionOrigin, diags *diag.Diagnostics) {
	text, err := json.Marshal(origin)
	if err != nil {
		diags.AddError("Unable to save the origin of the session", sentence(err))
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
		diags.AddError("Unable to read the origin of the session", sentence(fmt.Errorf("the resource's private state: %w", err)))
	}
	return origin
}

// Where the answer to a POST on v1 was lost, the only new session that may be the one is taken over, whether or not its nodes
// prove it. If they do not, the user is told what to compare, and its record is never deleted.

// warnUnproven reports a session that was taken over unproven. Its nodes may be known only now: if one of them is outside of a
// limit of xnames, it is somebody else's, and its result is not this resource's.
func (o sessionOrigin) warnUnproven(data *sessionModel, diags *diag.Diagnostics) {
	switch {
	case !o.Unproven:
	case len(data.nodesOutsideLimit()) > 0:
		o.rejectForeign(data, diags)
	default:
		diags.Append(takenUnproven(data))
	}
}

// rejectForeign is doubt without the warning, for every apply after the first.
func (o sessionOrigin) rejectForeign(data *sessionModel, diags *diag.Diagnostics) {
	if others := data.nodesOutsideLimit(); o.Unproven && len(others) > 0 {
		data.Result = types.StringNull()
		diags.AddError("Unable to start the session", foreignSession(data, others))
	}
}

// warnForeign is refute for a refresh, which changes nothing: the nodes of a session that is not waited for become known later.
func (o sessionOrigin) warnForeign(data *sessionModel, diags *diag.Diagnostics) {
	if others := data.nodesOutsideLimit(); o.Unproven && len(others) > 0 {
		diags.AddWarning("Unable to take "+data.called()+" for the one that was started", foreignSession(data, others))
	}
}

// nodesOutsideLimit are the nodes that the limit does not name, where that is of xnames alone.
func (m *sessionModel) nodesOutsideLimit() []string {
	return bos.OutsideLimit(knownString(m.Limit), m.componentList())
}
