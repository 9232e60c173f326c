// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// imported is the state of a session that was not started here: every knob at
// its default, and no verdict on what was complete already.
func imported(session bos.Session, tenant types.String) sessionModel {
	data := sessionModel{
		sessionInputs: sessionInputs{
			Tenant: tenant,
		},
		sessionKnobs: sessionKnobs{
			Triggers: types.MapNull(types.StringType),
			Timeouts: types.ObjectNull(timeoutTypes),
		},
	}
	data.fillDefaults()
	data.resetComputed(session)
	data.sessionInputs.fromAPI(session)
	data.Tenant = tenant
	if session.Complete() {
		data.Result = types.StringValue(string(bos.ResultUnjudged))
	}
	return data
}

// unreportedKey is where the private state of an imported session keeps the names of the inputs that BOS did not tell:
// the limit on v1, include_disabled on BOS < 2.3. What the state holds of these is a guess, so that the configuration's
// value is taken in place. The first update settles it, and from then on a change runs a new session.
const unreportedKey = "untold"

// unreportedInputs are those that BOS left out. On v1 of the API nothing is staged and disabled nodes are left out, told or not.
func unreportedInputs(session bos.Session, v1 bool) []string {
	untold := []string{}
	for name, told := range map[string]bool{
		"limit": session.Limit != nil, "stage": session.Stage != nil || v1, "include_disabled": session.IncludeDisabled != nil || v1,
	} {
		if !told {
			untold = append(untold, name)
		}
	}
	slices.Sort(untold)
	return untold
}

func saveUnreported(ctx context.Context, private privateStateWriter, untold []string, diags *diag.Diagnostics) {
	text, err := json.Marshal(untold)
	if err != nil {
		diags.AddError("Unable to keep what BOS did not tell", sentence(err))
		return
	}
	diags.Append(private.SetKey(ctx, unreportedKey, text)...)
}

// readUnreported is empty for a session that was not imported.
func readUnreported(ctx context.Context, private privateState, diags *diag.Diagnostics) []string {
	text, problems := private.GetKey(ctx, unreportedKey)
	diags.Append(problems...)
	if len(text) == 0 {
		return nil
	}
	var names []string
	if err := json.Unmarshal(text, &names); err != nil {
		diags.AddError("Unable to tell what BOS did not tell", sentence(fmt.Errorf("the resource's private state: %w", err)))
	}
	return names
}

// clearUnreported: what an update has written into the state is no guess any more.
func clearUnreported(ctx context.Context, private privateState, written privateStateWriter, diags *diag.Diagnostics) {
	if len(readUnreported(ctx, private, diags)) > 0 {
		saveUnreported(ctx, written, []string{}, diags)
	}
}

const aboutReportedInput = "A changed value runs a new session, unless the session was imported and BOS did not tell this input."

// replaceReportedString and replaceReportedBool replace the session, but where the state's value is a guess.
func replaceReportedString() planmodifier.String {
	return stringplanmodifier.RequiresReplaceIf(func(ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = !slices.Contains(readUnreported(ctx, req.Private, &resp.Diagnostics), req.Path.String())
	}, aboutReportedInput, aboutReportedInput)
}

func replaceReportedBool() planmodifier.Bool {
	return boolplanmodifier.RequiresReplaceIf(func(ctx context.Context, req planmodifier.BoolRequest, resp *boolplanmodifier.RequiresReplaceIfFuncResponse) {
		unset := req.StateValue.IsNull() && req.PlanValue.Equal(types.BoolValue(false)) // null in an older state is the default
		resp.RequiresReplace = !unset && !slices.Contains(readUnreported(ctx, req.Private, &resp.Diagnostics), req.Path.String())
	}, aboutReportedInput, aboutReportedInput)
}

// takeConfigured makes the state's guesses what the plan says, and returns their names.
func (m *sessionModel) takeConfigured(state *sessionModel, untold []string) (taken []string) {
	take := func(name string, differs bool, adopt func()) {
		if differs && slices.Contains(untold, name) {
			taken = append(taken, name)
			adopt()
		}
	}
	take("limit", !m.Limit.Equal(state.Limit), func() {
		state.Limit = m.Limit
		m.EveryNode = everyNode(m.Limit)
		if m.Limit.IsUnknown() { // nothing is run, so that the plan need not promise anything
			m.EveryNode = types.BoolUnknown()
		}
	})
	take("stage", !m.Stage.Equal(state.Stage), func() { state.Stage = m.Stage })
	take("include_disabled", !m.IncludeDisabled.Equal(state.IncludeDisabled), func() { state.IncludeDisabled = m.IncludeDisabled })
	return taken
}

func tookConfigured(state *sessionModel, taken []string) diag.Diagnostic {
	what := strings.Join(taken, " and ")
	return diag.NewAttributeWarningDiagnostic(path.Root(taken[0]), "Taking "+what+" of "+state.called()+" from the configuration", fmt.Sprintf(
		"The session was imported, and BOS does not tell with which %s it was started. The configuration's is written into the state; "+
			"nothing is run. From then on a change of it runs a new session. To run one now: terraform apply -replace=ADDRESS.", what))
}
