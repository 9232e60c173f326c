// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// maxLikewise is how many further items with the same fault a diagnostic shows.
const maxLikewise = 4

// limitValidator tells every finding of checkLimit, those of one kind in one diagnostic.
type limitValidator struct{}

var _ validator.String = limitValidator{}

func validLimit() validator.String { return limitValidator{} }

func (limitValidator) Description(context.Context) string {
	return "value must be a session limit: items separated by commas, each with at most one operator, that can select a node"
}

func (v limitValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (limitValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}

	for _, findings := range byKind(checkLimit(req.ConfigValue.ValueString())) {
		if findings[0].Severity == limitError {
			resp.Diagnostics.AddAttributeError(req.Path, "Invalid session limit", limitDetail(findings))
		} else {
			resp.Diagnostics.AddAttributeWarning(req.Path, "Doubtful session limit", limitDetail(findings))
		}
	}
}

// byKind puts findings of one kind together, in the order of each kind's first.
func byKind(findings []limitFinding) [][]limitFinding {
	var kinds [][]limitFinding
	place := map[limitKind]int{}
	for _, finding := range findings {
		i, known := place[finding.Kind]
		if !known {
			i = len(kinds)
			place[finding.Kind] = i
			kinds = append(kinds, nil)
		}
		kinds[i] = append(kinds[i], finding)
	}
	return kinds
}

// limitDetail words findings of one kind: the first in full, some of the others briefly, the rest by their number.
func limitDetail(findings []limitFinding) string {
	first := findings[0]
	var text strings.Builder
	if first.Position == 0 {
		fmt.Fprintf(&text, "The limit %s. %s.", first.Problem, upper(first.Fix))
	} else {
		fmt.Fprintf(&text, "Item %d, %s, %s. %s.", first.Position, quoteText(first.Item), first.Problem, upper(first.Fix))
	}

	others := findings[1:]
	if len(others) == 0 {
		return text.String()
	}
	text.WriteString("\n\nThe same goes for")
	for i, finding := range others {
		if i == maxLikewise {
			fmt.Fprintf(&text, "\n  - %d more", len(others)-i)
			break
		}
		fmt.Fprintf(&text, "\n  - item %d, %s: %s", finding.Position, quoteText(finding.Item), finding.Fix)
	}
	return text.String()
}
