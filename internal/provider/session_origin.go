// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
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

func keepOrigin(ctx context.Context, private privateStateWriter, origin sessionOrigin, diags *diag.Diagnostics) {
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

// originOf is what is known of a session that has just been started. A name that was generated here is nobody else's.
func (m *sessionModel) originOf(started bos.Started, generated bool) sessionOrigin {
	return sessionOrigin{
		NodesProve: started.NodesProve, Unproven: started.Unproven, Adopted: started.Adopted && !generated,
		MaxComponents: m.MaxComponents.ValueInt64(),
	}
}
