// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// rolling is an apply of a rollout.
type rolling struct {
	m        *rollingModel
	c        *connection
	client   *bos.Client
	waves    []rollingWave
	noted    rollout
	creating bool
	ended    time.Time // when the last wave was seen to have ended, in this apply
	save     func()    // stores m and noted; the engine gets them when the apply ends
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
		r.noted.Unchecked = true
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
			r.ended = r.client.Clock().Now()
		case r.noted.Halted != name:
		case wave.Result.ValueString() == string(bos.ResultSucceeded):
			r.noted.Halted = ""
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
	session := r.m.session(wave)
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
	if !forecast.Empty() {
		return true
	}
	if r.m.ContinueAfter.Equal(wave.Session) {
		wave.Error = types.StringValue("BOS selects none of its nodes any more, and no session was started")
		wave.Result = types.StringValue(string(bos.ResultFailed))
		return false
	}
	r.diags.Append(waveEmpty(r.m, r.waves, i, session, forecast))
	return false
}

// rest waits until the pause since the end of the wave before is over. Where an earlier apply saw that end, BOS's time of
// it counts: its clock may differ, so that no more than the pause is waited for.
func (r *rolling) rest(ctx context.Context, before *rollingWave, session *sessionModel) {
	pause, now := r.m.pause(), r.client.Clock().Now()
	if end, err := time.Parse(time.RFC3339, before.EndTime.ValueString()); !r.ended.IsZero() {
		pause = r.ended.Add(pause).Sub(now)
	} else if err == nil {
		pause = min(pause, end.Add(pause).Sub(now))
	}
	if pause <= 0 {
		return
	}
	if report := session.report(r.c, r.client); report != nil {
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
	if r.noted.Fingerprint == "" || !slices.ContainsFunc(r.waves, r.begun) {
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
		// The engine gets no state before the call returns, and each way out of it stores what is known.
		r.noted.Origins[name] = origin
		wave.take(session)
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
		if wave.Status.IsNull() { // skipped
			return true
		}
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
