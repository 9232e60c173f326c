// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// templateChange is what was done to a template before BOS validated it.
type templateChange int

const (
	templateCreated templateChange = iota
	templateUpdated
	templateUnchanged // it is only validated again
)

// refused reports whether BOS's last answer was that it would refuse to boot nodes with the template.
func (m *sessionTemplateModel) refused() bool {
	return bos.ReadTemplateValidation(m.Name.ValueString(), m.Validation.ValueString()).Refused()
}

// asksBOS reports whether validate is true, which null in the state of an earlier release is, too.
func (m *sessionTemplateModel) asksBOS() bool { return m.Validate.IsNull() || m.Validate.ValueBool() }

// validates reports whether BOS validates the template: when it is written, and again while BOS refuses it, so
// that a pipeline fails until that is fixed.
func (m *sessionTemplateModel) validates(prior *sessionTemplateModel) bool {
	return m.asksBOS() && (prior == nil || m.writes(prior) || prior.refused())
}

// planValidation makes the answer unknown if BOS is asked for it. Otherwise the answer stays, as long as validate
// is true.
func (m *sessionTemplateModel) planValidation(state *sessionTemplateModel) {
	switch {
	case m.Validate.IsUnknown() || m.validates(state):
		m.Validation = types.StringUnknown()
	case state == nil || !m.asksBOS():
		m.Validation = types.StringNull()
	default:
		m.Validation = state.Validation
	}
}

// settleUnknown sets the values that the plan left unknown. Until a validation returns its answer, the last one
// stands.
func (m *sessionTemplateModel) settleUnknown(c *connection, state *sessionTemplateModel) {
	if m.Fingerprint.IsUnknown() {
		m.Fingerprint = m.fingerprint(state)
	}
	if m.Endpoint.IsUnknown() {
		m.Endpoint = c.knownEndpoint(m.Endpoint)
	}
	if m.Validation.IsUnknown() {
		m.Validation = types.StringNull()
		if m.asksBOS() && (!m.writes(state) || state.refused()) {
			m.Validation = state.Validation
		}
	}
}

// validate has BOS validate the template that it has, and stores the answer. After an error the previous answer
// stays.
func (m *sessionTemplateModel) validate(
	ctx context.Context, c *connection, client *bos.Client, after templateChange, diags *diag.Diagnostics,
) {
	if m.Validation.IsUnknown() {
		m.Validation = types.StringNull()
	}
	if !m.asksBOS() {
		return
	}

	said, err := client.ValidateSessionTemplate(ctx, m.Name.ValueString())
	if err != nil {
		diags.Append(validationFailed(c, m, after, err))
		return
	}

	m.Validation = textOrNull(said.Answer)
	diags.Append(validationFindings(m, after, said.Findings)...)
}

// validationFindings returns the findings of a validation: an error if BOS would refuse to start a session.
func validationFindings(
	data *sessionTemplateModel, after templateChange, findings []bos.TemplateFinding,
) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, finding := range findings {
		text := sentence(errors.New(finding.Text))
		if finding.OfNID() && data.hasNID() { // the plan has warned of it
			continue
		}
		if !finding.Fatal {
			diags.Append(message{
				summary: "BOS finds a problem in " + data.called(),
				what:    text + "\n\nBOS has accepted the session template all the same.",
				next:    []string{"To write it without validation, set validate = false."},
			}.asWarning())
			continue
		}
		diags.Append(message{
			summary: unableToValidate,
			what:    fmt.Sprintf("BOS has accepted %s, but would not start a session of it: %s", data.called(), text),
		}.and(afterRefusal(after)).asError())
	}
	return diags
}

const unableToValidate = "Unable to validate the session template"

// afterRefusal is what becomes of a template of which BOS would not start a session.
func afterRefusal(after templateChange) problem {
	const stays = "\n\nThe session template stays as it was written, in BOS and in the state."
	const again = "The next plan shows an update that only validates again and writes nothing; apply fails until BOS finds " +
		"nothing that it would refuse."
	fix := []string{
		"Correct what BOS names, in the configuration or in the system (an image that is missing, for example), and " +
			"apply again.",
		"To write it without validation, set validate = false.",
	}
	switch after {
	case templateCreated:
		return problem{
			stays + " Terraform marks the resource as tainted: the next apply deletes the session template and creates it " +
				"again.",
			append(fix, "To keep the one that was written: `terraform untaint ADDRESS`. "+again),
		}
	case templateUpdated, templateUnchanged:
		fallthrough
	default:
		return problem{stays + " The resource is not tainted. " + again, fix}
	}
}

// validationFailed returns a warning after the template was written. If an update only had to validate it again,
// the failure is an error.
func validationFailed(c *connection, data *sessionTemplateModel, after templateChange, err error) diag.Diagnostic {
	explained := c.explain(err, data.Tenant)
	if after == templateUnchanged {
		return message{
			summary: unableToValidate,
			what: fmt.Sprintf("The last validation found that BOS would not start a session of %s, and the request that "+
				"repeats it failed:", data.called()),
		}.because(explained).and(problem{
			what: "\n\nNothing was written. The last answer stays in the state: " + data.Validation.ValueString(),
			next: []string{applyAgain},
		}).asError()
	}
	return message{
		summary: unableToValidate,
		what: fmt.Sprintf("BOS has accepted %s, but the request whether it can start a session of it failed:",
			data.called()),
	}.because(explained).asWarning()
}

// hasNID reports whether a boot set lists a node by its node ID.
func (m *sessionTemplateModel) hasNID() bool {
	for _, set := range m.bootSets() {
		if slices.ContainsFunc(textsOf(set.NodeList), bos.IsNID) {
			return true
		}
	}
	return false
}
