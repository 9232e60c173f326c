// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// errorAt is an error of the argument at p. See placed.
func errorAt(p path.Path, summary, detail string) diag.Diagnostic {
	at, detail := placed(p, detail)
	if at.Equal(path.Empty()) {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, detail)
}

// warningAt is a warning of the argument at p. See placed.
func warningAt(p path.Path, summary, detail string) diag.Diagnostic {
	at, detail := placed(p, detail)
	if at.Equal(path.Empty()) {
		return diag.NewWarningDiagnostic(summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, summary, detail)
}

// placed is p and the detail of a diagnostic there. Of a path Terraform shows no more than the first step, so that the
// detail names a longer one. It shows all that is written for that step, for boot sets thousands of lines: theirs have
// no path.
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
