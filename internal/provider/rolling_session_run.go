// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// rolling is an apply of a rollout.
type rolling struct {
	m        *rollingModel
	c        *connection
	client   *bos.Client
	waves    []rollingWave
	noted    rollout
	creating bool
	save     func() // stores m and noted; the engine gets them when the apply ends
	diags    *diag.Diagnostics
}

// begin starts a rollout, if BOS knows nothing of it. An error before the first wave was started leaves no resource.
func (r *rolling) begin(ctx context.Context) {
	if !r.m.atPlannedEndpoint(r.c, r.diags) {
		return
	}
	traces, err := r.client.RolloutTraces(ctx, r.m.Name.ValueString())
	switch {
	case traces.Found():
		r.diags.Append(rolloutExists(r.m, traces, "start"))
		return
	case err != nil && ctx.Err() != nil:
		r.diags.Append(rolloutInterrupted(r.m, r.waves))
		r.store(ctx, false)
		return
	case err != nil:
		r.diags.Append(rolloutUnread(r.c, r.m, err))
		return
	}
	r.client.ForgetPlannedRollout(r.m.Name.ValueString())
	stopped := r.roll(ctx)
	if r.diags.HasError() && !slices.ContainsFunc(r.waves, r.begun) {
		return
	}
	r.store(ctx, stopped)
}

func (r *rolling) begun(wave rollingWave) bool { return r.noted.begun(&wave) || !wave.Result.IsNull() }

// resume continues a rollout with the first wave that has not run. What BOS knows of the waves after the last one in the
// state is taken over first: the process of an earlier apply may have ended before it could store them.
func (r *rolling) resume(ctx context.Context) {
	r.client.ForgetPlannedRollout(r.m.Name.ValueString())
	next := r.m.outlook(r.waves, r.noted)
	if next.next < len(r.waves) && r.atOwnSystem(ctx) && r.takeOver(ctx) || next.next == len(r.waves) {
		r.store(ctx, r.roll(ctx))
		return
	}
	r.store(ctx, false)
}

// store stores the waves as they are now. stopped reports whether a failed wave has stopped the rollout.
func (r *rolling) store(ctx context.Context, stopped bool) {
	r.m.setWaves(ctx, r.waves, r.diags)
	r.m.settle(r.waves, stopped)
	r.save()
}

// roll runs the waves that have not run, one after the other. It reports whether a failed wave stopped the rollout.
func (r *rolling) roll(ctx context.Context) (stopped bool) {
	for i := range r.waves {
		wave := &r.waves[i]
		r.m.judge(wave)
		name := wave.Session.ValueString()
		switch {
		case wave.Result.IsNull():
			r.runWave(ctx, i)
			if !r.mayContinue(ctx, i) {
				return !wave.Result.IsNull()
			}
		case wave.Result.ValueString() == string(bos.ResultSucceeded):
		case r.noted.Halted != name:
		case r.m.ContinueAfter.ValueString() == name:
			r.noted.Halted = ""
		default:
			r.diags.Append(r.halted(i))
			return true
		}
	}
	return false
}

// runWave starts a wave, unless it was started, and waits for its end.
func (r *rolling) runWave(ctx context.Context, i int) {
	wave := &r.waves[i]
	name := wave.Session.ValueString()
	session := r.m.session(wave, false)
	session.host = waveHost{rollout: r.m, waves: r.waves, at: i}
	if wave.Status.IsNull() {
		if r.ready(ctx, i, &session) {
			r.startWave(ctx, wave, &session)
		}
		return
	}
	origin := r.noted.Origins[name]
	session.resume(ctx, r.c, &origin, r.diags)
	r.noted.Origins[name] = origin
	wave.take(&session)
}

// ready waits between two waves and checks that the next one may be started.
func (r *rolling) ready(ctx context.Context, i int, session *sessionModel) bool {
	wave := &r.waves[i]
	if i > 0 {
		r.rest(ctx, &r.waves[i-1], session)
	}
	if ctx.Err() != nil || !r.templateUnchanged(ctx, i) {
		return false
	}
	forecast := r.client.Forecast(ctx, bos.ForecastQuery{Session: session.toAPI(), NodesOnly: true, Hurried: true})
	if forecast.Empty() {
		wave.Error = types.StringValue("BOS can no longer select any of its nodes")
		wave.Result = types.StringValue(string(bos.ResultFailed))
		r.diags.Append(waveEmpty(session, forecast, session.host))
		return false
	}
	return true
}

// rest waits until the pause since the end of the wave before is over.
func (r *rolling) rest(ctx context.Context, before *rollingWave, session *sessionModel) {
	pause := r.m.pause()
	if end, err := time.Parse(time.RFC3339, before.EndTime.ValueString()); err == nil {
		pause = min(pause, end.Add(pause).Sub(r.client.Clock().Now()))
	}
	if pause <= 0 {
		return
	}
	if report := r.c.report(r.client, &session.sessionInputs); report != nil {
		report.print("starts after a pause of " + shortDuration(pause.Round(time.Second)))
	}
	tflog.Info(ctx, "Rollout pauses", map[string]any{"next": session.Name.ValueString(), "pause": pause.String()})
	_ = r.client.Clock().Sleep(ctx, pause) // the caller looks at ctx
}

// templateUnchanged reports whether the template still is what it was when the first wave was started.
func (r *rolling) templateUnchanged(ctx context.Context, i int) bool {
	template, err := r.client.SessionTemplate(ctx, r.m.TemplateName.ValueString())
	if err != nil {
		if ctx.Err() == nil {
			r.diags.Append(templateUnread(r.c, r.m, r.waves, i, err))
		}
		return false
	}
	fingerprint := template.Fingerprint()
	if r.noted.Fingerprint == "" {
		r.noted.Fingerprint = fingerprint
	}
	if r.noted.Fingerprint != fingerprint {
		r.diags.Append(templateChanged(r.m, r.waves, i))
		return false
	}
	return true
}

// startWave starts a wave and waits for it. An end of ctx before the start is no error: nothing has happened.
func (r *rolling) startWave(ctx context.Context, wave *rollingWave, session *sessionModel) {
	name := wave.Session.ValueString()
	var found diag.Diagnostics
	origin, started := session.run(ctx, r.c, r.client, false, func(origin sessionOrigin) {
		r.noted.Origins[name] = origin
		wave.take(session)
		r.m.setWaves(ctx, r.waves, r.diags)
		r.m.Result = types.StringNull()
		r.save()
	}, &found)
	if started {
		r.noted.Origins[name] = origin
		wave.take(session)
	}
	if started || ctx.Err() == nil {
		r.diags.Append(found...)
	}
}

// mayContinue reports whether the next wave may be started after wave i, and says why not.
func (r *rolling) mayContinue(ctx context.Context, i int) bool {
	wave := &r.waves[i]
	warns := r.m.OnFailure.ValueString() == "warn"
	switch bos.Result(wave.Result.ValueString()) {
	case bos.ResultSucceeded:
		return true
	case bos.ResultUnjudged:
		r.diags.Append(r.halted(i))
	case bos.ResultFailed: // reported
	default:
		if ctx.Err() != nil {
			r.diags.Append(rolloutInterrupted(r.m, r.waves))
		}
		return false
	}
	if !r.creating || warns {
		r.noted.Halted = wave.Session.ValueString()
	}
	return false
}

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
	session := r.m.session(wave, false)
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
		session := r.m.session(&r.waves[i], false)
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
