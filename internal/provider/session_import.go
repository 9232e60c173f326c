// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
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
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// importedSession returns the state of a session that was started elsewhere, as an import stores it. It reads the outcome
// of a complete session; an error is one of that request.
func importedSession(
	ctx context.Context, c *connection, client *bos.Client, session bos.Session, tenant types.String,
) (sessionModel, error) {
	data := imported(session, tenant)
	data.Endpoint = c.endpoint()
	if session.Limit != nil {
		data.EveryNode = everyNode(data.Limit)
	}
	err := data.readOutcome(ctx, client.SessionOutcome)
	if errors.Is(err, gateway.ErrNotFound) {
		err = nil
	}
	return data, err
}

// imported returns the model of a session that was started elsewhere. Every knob has its default, except that nothing
// waits for a session that runs yet: its import alone plans no change. A complete session is not judged.
func imported(session bos.Session, tenant types.String) sessionModel {
	data := sessionModel{
		sessionInputs: sessionInputs{
			Tenant: tenant,
		},
		sessionForecast: sessionForecast{Forecast: types.ObjectNull(forecastTypes)},
		sessionKnobs: sessionKnobs{
			Triggers: types.MapNull(types.StringType),
			Timeouts: types.ObjectNull(timeoutTypes),
		},
	}
	data.fillDefaults()
	data.resetComputed(session)
	data.sessionInputs.fromAPI(session)
	data.Tenant = tenant
	if !session.Complete() {
		data.WaitForCompletion = types.BoolValue(false)
	} else {
		data.Result = types.StringValue(string(bos.ResultUnjudged))
	}
	return data
}

// unreportedKey is the key in an imported session's private state of the names of inputs that BOS did not report:
// the limit on v1, include_disabled on BOS < 2.3. The state can only guess these, so the configuration's value is
// taken in place. The first update settles it; from then on a change runs a new session.
const unreportedKey = "untold" // as in the state of earlier releases

// unreportedInputs returns the names of inputs that BOS left out. On v1 of the API nothing is staged and disabled
// nodes are never included, so these are known.
func unreportedInputs(session bos.Session, v1 bool) []string {
	unreported := []string{}
	for name, reported := range map[string]bool{
		"limit": session.Limit != nil, "stage": session.Stage != nil || v1,
		"include_disabled": session.IncludeDisabled != nil || v1,
	} {
		if !reported {
			unreported = append(unreported, name)
		}
	}
	slices.Sort(unreported)
	return unreported
}

func saveUnreported(ctx context.Context, private privateStateWriter, unreported []string, diags *diag.Diagnostics) {
	text, err := json.Marshal(unreported)
	if err != nil {
		diags.Append(fault("Unable to save which inputs BOS did not report", sentence(err)).asError())
		return
	}
	diags.Append(private.SetKey(ctx, unreportedKey, text)...)
}

// readUnreported returns the names of the unreported inputs, none for a session that was not imported.
func readUnreported(ctx context.Context, private privateState, diags *diag.Diagnostics) []string {
	text, problems := private.GetKey(ctx, unreportedKey)
	diags.Append(problems...)
	if len(text) == 0 {
		return nil
	}
	var names []string
	if err := json.Unmarshal(text, &names); err != nil {
		diags.Append(fault("Unable to read which inputs BOS did not report",
			sentence(fmt.Errorf("the resource's private state: %w", err))).asError())
	}
	return names
}

// clearUnreported notes that an update has written the configuration's values into the state.
func clearUnreported(ctx context.Context, private privateState, written privateStateWriter, diags *diag.Diagnostics) {
	if len(readUnreported(ctx, private, diags)) > 0 {
		saveUnreported(ctx, written, []string{}, diags)
	}
}

const aboutReportedInput = "A changed value runs a new session, unless the session was imported and BOS did not " +
	"report this input."

// replaceReportedString and replaceReportedBool replace the session, unless the value in the state is a guess.
func replaceReportedString() planmodifier.String {
	return stringplanmodifier.RequiresReplaceIf(
		func(ctx context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
			resp.RequiresReplace = !slices.Contains(readUnreported(ctx, req.Private, &resp.Diagnostics), req.Path.String())
		}, aboutReportedInput, aboutReportedInput)
}

func replaceReportedBool() planmodifier.Bool {
	return boolplanmodifier.RequiresReplaceIf(
		func(ctx context.Context, req planmodifier.BoolRequest, resp *boolplanmodifier.RequiresReplaceIfFuncResponse) {
			if req.StateValue.IsNull() && req.PlanValue.Equal(types.BoolValue(false)) {
				return // null in the state of an earlier release is the default
			}
			resp.RequiresReplace = !slices.Contains(readUnreported(ctx, req.Private, &resp.Diagnostics), req.Path.String())
		}, aboutReportedInput, aboutReportedInput)
}

// takeConfigured sets guesses in the state to the planned values, and returns their names.
func (m *sessionModel) takeConfigured(state *sessionModel, unreported []string) (taken []string) {
	take := func(name string, differs bool, adopt func()) {
		if differs && slices.Contains(unreported, name) {
			taken = append(taken, name)
			adopt()
		}
	}
	take("limit", !m.Limit.Equal(state.Limit), func() {
		state.Limit = m.Limit
		m.EveryNode = everyNode(m.Limit)
		if m.Limit.IsUnknown() { // nothing is run, so the plan need not promise anything
			m.EveryNode = types.BoolUnknown()
		}
	})
	take("stage", !m.Stage.Equal(state.Stage), func() { state.Stage = m.Stage })
	take("include_disabled", !m.IncludeDisabled.Equal(state.IncludeDisabled),
		func() { state.IncludeDisabled = m.IncludeDisabled })
	return taken
}

func tookConfigured(state *sessionModel, taken []string) diag.Diagnostic {
	what := strings.Join(taken, " and ")
	return message{
		summary: "Taking " + what + " of " + state.called() + " from the configuration",
		what: fmt.Sprintf("The session was imported, and BOS does not report with which %s it was started. The value in "+
			"the configuration is written to the state; nothing is run. From then on a change of it runs a new session.",
			what),
		next: []string{"To run a session now: `terraform apply -replace=ADDRESS`"},
	}.asWarningAt(path.Root(taken[0]))
}
