// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// takeOver takes over what BOS knows of waves that the state does not have as started. It reports whether the rollout
// may continue.
func (r *rolling) takeOver(ctx context.Context) bool {
	name := r.m.Name.ValueString()
	traces, err := r.client.RolloutTraces(ctx, name)
	switch {
	case err != nil && ctx.Err() != nil:
		r.diags.Append(rolloutInterrupted(r.m, r.waves))
		return false
	case err != nil:
		r.diags.Append(rolloutUnread(r.c, r.m, err))
		return false
	case r.foreign(traces):
		r.diags.Append(rolloutExists(r.m, traces, "continue"))
		return false
	}
	missing := -1
	for i := range r.waves {
		wave := &r.waves[i]
		if !wave.Result.IsNull() || !wave.Status.IsNull() {
			continue
		}
		found, nodes := r.traceOf(traces, wave)
		switch {
		case found == nil && nodes == nil:
			missing = i
			continue
		case missing >= 0:
			r.diags.Append(waveMissing(r.m, r.waves, missing, i))
			return false
		case found == nil:
			r.lose(wave, nodes)
			continue
		}
		if field, same := found.Matches(r.create(wave)); !same {
			r.diags.Append(waveTaken(r.m, wave, field, *found))
			return false
		}
		wave.sessionProgress.fromAPI(*found)
		wave.Expired = types.BoolValue(false)
		// Nothing knew the name when the rollout began, and the session is the wave's: nodes that know it prove that it ran.
		r.noted.Origins[wave.Session.ValueString()] = sessionOrigin{NodesProve: true}
	}
	return true
}

func (r *rolling) create(wave *rollingWave) bos.SessionCreate {
	session := r.m.session(wave)
	return session.toAPI()
}

// foreign reports whether there are sessions of the rollout's name that are none of its waves.
func (r *rolling) foreign(traces bos.RolloutTraces) bool {
	own := map[string]bool{}
	for i := range r.waves {
		own[r.waves[i].Session.ValueString()] = true
	}
	for session := range traces.Nodes {
		if !own[session] {
			return true
		}
	}
	return slices.ContainsFunc(traces.Sessions, func(session bos.Session) bool { return !own[session.Name] })
}

// traceOf returns the record of a wave's session, and the nodes that know it.
func (r *rolling) traceOf(traces bos.RolloutTraces, wave *rollingWave) (found *bos.Session, nodes []string) {
	name := wave.Session.ValueString()
	for i := range traces.Sessions {
		if traces.Sessions[i].Name == name {
			found = &traces.Sessions[i]
		}
	}
	return found, traces.Nodes[name]
}

// lose notes a wave that nodes know and BOS has no record of: a session was set up, and with which inputs, and its result,
// are not known.
func (r *rolling) lose(wave *rollingWave, nodes []string) {
	wave.Status = types.StringValue(bos.StatusRunning) // set-up assigns the nodes and ends with it
	wave.Components = types.StringValue(strings.Join(nodes, ","))
	wave.ComponentCount = types.Int64Value(int64(len(nodes)))
	wave.Expired = types.BoolValue(true)
	wave.Result = types.StringValue(string(bos.ResultUnjudged))
	r.noted.Halted = wave.Session.ValueString()
}

// atOwnSystem reports whether the provider's endpoint is the rollout's own system, and adds an error if not.
func (r *rolling) atOwnSystem(ctx context.Context) bool {
	if !r.c.elsewhere(r.m.Endpoint) {
		return true
	}
	for i := range r.waves {
		session := r.m.session(&r.waves[i])
		found, err := r.client.Session(ctx, session.Name.ValueString())
		if session.provesSameSystem(found, err) {
			return true
		}
		if err != nil && !errors.Is(err, gateway.ErrNotFound) {
			r.diags.Append(rolloutUnread(r.c, r.m, err))
			return false
		}
	}
	r.diags.Append(rolloutElsewhere(r.c, r.m))
	return false
}
