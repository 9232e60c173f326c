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

// validates reports whether BOS validates the template: when it is written, and again while BOS refuses it, so
// that a pipeline fails until that is fixed.
func (m *sessionTemplateModel) validates(prior *sessionTemplateModel) bool {
	return m.Validate.ValueBool() && (prior == nil || m.writes(prior) || prior.refused())
}

// planValidation makes the answer unknown if BOS is asked for it. Otherwise the answer stays, as long as validate
// is true.
func (m *sessionTemplateModel) planValidation(state *sessionTemplateModel) {
	switch {
	case m.Validate.IsUnknown() || m.validates(state):
		m.Validation = types.StringUnknown()
	case state == nil || !m.Validate.ValueBool():
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
		if m.Validate.ValueBool() && (!m.writes(state) || state.refused()) {
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
	if !m.Validate.ValueBool() {
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
			diags.AddWarning("Doubtful "+data.called(), text+"\n\nBOS has taken the session template all the "+
				"same. With validate = false it is not asked what it thinks of it.")
			continue
		}
		diags.AddError("Unable to validate the session template",
			fmt.Sprintf("BOS has taken %s, but would not start a session of it: %s\n\n%s",
				data.called(), text, afterRefusal(after)))
	}
	return diags
}

func afterRefusal(after templateChange) string {
	const text = "It stays as it was written, in BOS and in the state: fix what BOS names, here or there (an " +
		"image that is missing, for example). With validate = false BOS is not asked."
	const again = "the next plan shows an update that only validates again and writes nothing; apply fails until " +
		"BOS finds nothing that it would refuse."
	switch after {
	case templateCreated:
		return text + " Terraform marks the resource as tainted: the next apply deletes the session template and " +
			"creates it again. To keep it, run `terraform untaint ADDRESS` first: " + again
	case templateUpdated, templateUnchanged:
		fallthrough
	default:
		return text + " The resource is not tainted: " + again
	}
}

// validationFailed returns a warning after the template was written. If an update only had to validate it again,
// the failure is an error.
func validationFailed(c *connection, data *sessionTemplateModel, after templateChange, err error) diag.Diagnostic {
	const summary = "Unable to validate the session template"
	explained := c.explain(err, data.Tenant).what
	if after == templateUnchanged {
		return diag.NewErrorDiagnostic(summary, fmt.Sprintf(
			"BOS refused %s when it was asked last, and could not be asked again: %s\n\nNothing was written. The "+
				"last answer stays in the state: %s\n\nApply again.",
			data.called(), explained, data.Validation.ValueString()))
	}
	return diag.NewWarningDiagnostic(summary, fmt.Sprintf(
		"BOS has taken %s, but could not be asked whether it can start a session of it: %s", data.called(), explained))
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
