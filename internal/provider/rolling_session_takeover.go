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
	case err != nil:
		r.unread(ctx, err)
		return false
	case r.noted.Unchecked && traces.Found():
		r.diags.Append(rolloutExists(r.m, traces, "start"))
		return false
	case r.foreign(traces):
		r.diags.Append(rolloutMixed(r.m, traces))
		return false
	}
	r.noted.Unchecked = false
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
		}
		if !r.takeWave(ctx, wave, found, nodes) {
			return false
		}
	}
	return true
}

// takeWave takes over a wave of which BOS has a record, or only nodes that know it: set-up assigns the nodes, and they can
// tell what became of them. A record may be newer than the list of all.
func (r *rolling) takeWave(ctx context.Context, wave *rollingWave, found *bos.Session, nodes []string) bool {
	name := wave.Session.ValueString()
	if found == nil {
		session, err := r.client.ConfirmedSession(ctx, name)
		switch {
		case err == nil:
			found = &session
		case !errors.Is(err, gateway.ErrNotFound):
			r.unread(ctx, err)
			return false
		}
	}
	if field, same := matches(found, r.create(wave)); !same {
		r.diags.Append(waveTaken(r.m, wave, field, *found))
		return false
	}
	if others := wave.others(nodes); found == nil && len(others) > 0 {
		r.diags.Append(waveOnOthers(r.m, wave, others))
		return false
	}
	// Nothing knew the name when the rollout began, and the session is the wave's: nodes that know it prove that it ran.
	r.noted.Origins[name] = sessionOrigin{NodesProve: true}
	wave.Expired = types.BoolValue(found == nil)
	if found != nil {
		wave.sessionProgress.fromAPI(*found)
		return true
	}
	wave.Status = types.StringValue(bos.StatusRunning)
	wave.Components = types.StringValue(strings.Join(nodes, ","))
	wave.ComponentCount = types.Int64Value(int64(len(nodes)))
	return true
}

// matches reports whether a session that was found has these inputs, or else which differs.
func matches(found *bos.Session, create bos.SessionCreate) (field string, same bool) {
	if found == nil {
		return "", true
	}
	return found.Matches(create)
}

// unread reports that BOS could not be asked.
func (r *rolling) unread(ctx context.Context, err error) {
	if ctx.Err() != nil {
		r.diags.Append(rolloutInterrupted(r.m, r.waves))
		return
	}
	r.diags.Append(rolloutUnread(r.c, r.m, err))
}

func (r *rolling) create(wave *rollingWave) bos.SessionCreate {
	session := r.m.session(wave)
	return session.toAPI()
}

// foreign reports whether there are sessions of the rollout's name that are none of its waves: by their records, or by its
// nodes. Other nodes may know the session of another rollout of this name, such as that of another tenant.
func (r *rolling) foreign(traces bos.RolloutTraces) bool {
	own, nodes := map[string]bool{}, map[string]bool{}
	for i := range r.waves {
		own[r.waves[i].Session.ValueString()] = true
		for node := range strings.SplitSeq(r.waves[i].Nodes.ValueString(), ",") {
			nodes[node] = true
		}
	}
	for session, knowing := range traces.Nodes {
		if !own[session] && slices.ContainsFunc(knowing, func(node string) bool { return nodes[node] }) {
			return true
		}
	}
	return slices.ContainsFunc(traces.Sessions, func(session bos.Session) bool { return !own[session.Name] })
}

// traceOf returns the record of a wave's session, and the nodes that know it: nil if none of them is the wave's.
func (r *rolling) traceOf(traces bos.RolloutTraces, wave *rollingWave) (found *bos.Session, nodes []string) {
	name := wave.Session.ValueString()
	for i := range traces.Sessions {
		if traces.Sessions[i].Name == name {
			found = &traces.Sessions[i]
		}
	}
	nodes = traces.Nodes[name]
	if len(wave.others(nodes)) == len(nodes) {
		return found, nil
	}
	return found, nodes
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
