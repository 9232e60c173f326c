// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// errorAt returns an error about the argument at p. See placed.
func errorAt(p path.Path, summary, detail string) diag.Diagnostic {
	at, detail := placed(p, detail)
	if at.Equal(path.Empty()) {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, detail)
}

// warningAt returns a warning about the argument at p. See placed.
func warningAt(p path.Path, summary, detail string) diag.Diagnostic {
	at, detail := placed(p, detail)
	if at.Equal(path.Empty()) {
		return diag.NewWarningDiagnostic(summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, summary, detail)
}

// placed returns the path and the detail of a diagnostic about the argument at p. Terraform shows only the first step of
// a path, so the detail names a longer one. Terraform also shows the whole expression of that step, which for boot sets
// is thousands of lines, so their diagnostics have no path.
func placed(p path.Path, detail string) (path.Path, string) {
	steps := p.Steps()
	if len(steps) > 1 {
		detail = "The argument " + p.String() + ": " + detail
	}
	if len(steps) > 0 && steps[0].Equal(path.PathStepAttributeName("boot_sets")) {
		return path.Empty(), detail
	}
	return p, detail
}
