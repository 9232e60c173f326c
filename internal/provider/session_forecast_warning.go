// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// operated names a session that is not started yet: "reboot of template compute, limit blue".
func (m *sessionInputs) operated() string {
	text := m.Operation.ValueString()
	if m.Stage.ValueBool() {
		text = "staged " + text
	}
	text += " of template " + m.TemplateName.ValueString()
	if limit := m.Limit.ValueString(); limit != "" {
		text += ", limit " + quoteText(limit)
	}
	if name := m.Name.ValueString(); name != "" {
		text += ", session " + name
	}
	return text
}

// forecastWarning returns what a plan says of the nodes of a session that it starts. Terraform folds warnings of the
// same summary into one, and with -compact-warnings it shows the summary only.
func (m *sessionModel) forecastWarning(c *connection, forecast bos.Forecast, overlaps []bos.Overlap) diag.Diagnostic {
	if forecast.Certainty == bos.CertaintyUnknown {
		return message{summary: "Unknown nodes: " + m.operated()}.because(m.doubtOf(c, forecast)).asWarning()
	}
	notes := m.forecastNotes(forecast, overlaps)
	summary := m.forecastCount(forecast) + ": " + m.operated()
	if flags := flagged(forecast, overlaps); len(flags) > 0 {
		summary += " (" + strings.Join(flags, ", ") + ")"
	}
	paragraphs := []string{m.forecastHead(c, forecast)}
	if len(forecast.Nodes) > 0 {
		paragraphs[0] += "\n\n" + groupedNodes(forecast.Nodes)
	}
	if left := leftOut(forecast); left != "" {
		paragraphs = append(paragraphs, left)
	}
	if len(notes) > 0 {
		paragraphs = append(paragraphs, "Check this before you apply:\n"+bulleted(notes))
	}
	return message{summary: summary, what: strings.Join(paragraphs, "\n\n")}.asWarning()
}

// maxLeftOut is how many patterns of xnames a reason shows.
const maxLeftOut = 8

func bulleted(items []string) string {
	return "  - " + strings.Join(items, "\n  - ")
}

// forecastCount is "48 of 64 nodes" or "At most 48 nodes".
func (m *sessionModel) forecastCount(forecast bos.Forecast) string {
	count, of := len(forecast.Nodes), len(forecast.Candidates)
	switch {
	case forecast.Failure != "":
		return "BOS will fail"
	case forecast.Certainty == bos.CertaintyAtMost:
		return "At most " + nodes(count)
	case count == of:
		return nodes(count)
	default:
		return fmt.Sprintf("%d of %s", count, nodes(of))
	}
}

// flagged are the doubts that even a compact warning shows.
func flagged(forecast bos.Forecast, overlaps []bos.Overlap) (flags []string) {
	for _, item := range forecast.Items {
		if item.Kind == bos.ItemUnknown {
			flags = append(flags, "unknown name "+gateway.Shorten(item.Name, maxQuotedText))
		}
	}
	if len(flags) > 3 {
		flags = append(flags[:2], fmt.Sprintf("%d more unknown names", len(flags)-2))
	}
	if len(forecast.Stuck) > 0 {
		flags = append(flags, "it will hang")
	}
	if len(forecast.Others) > 0 {
		flags = append(flags, "another session is on some of them")
	}
	if len(overlaps) > 0 {
		flags = append(flags, "overlaps with another session of this plan")
	}
	return flags
}

// forecastHead says what the session does, and how sure that is. It fits the plan before an apply and that during one.
func (m *sessionModel) forecastHead(c *connection, forecast bos.Forecast) string {
	if forecast.Failure != "" {
		return fmt.Sprintf("BOS %s would end the session at once with the error: %s", forecast.Version,
			strings.TrimSpace(forecast.Failure))
	}
	count, of := len(forecast.Nodes), len(forecast.Candidates)
	those, sure := nodes(count), m.doubtOf(c, forecast).what
	if forecast.Certainty == bos.CertaintyAtMost {
		those = "at most " + those
	} else {
		if of != count {
			those = fmt.Sprintf("%d of the %s", count, nodes(of))
		}
		sure = fmt.Sprintf("This is exact as of %s, according to the hardware state manager at %s. BOS asks it again when "+
			"it sets the session up.", forecast.ReadAt.UTC().Format(time.RFC3339), forecast.Inventory)
	}
	text := fmt.Sprintf("The session %s %s of template %q. %s", m.acts(), those, m.TemplateName.ValueString(), sure)
	if m.Stage.ValueBool() {
		text += " A staged session acts later, when what it staged is applied."
	}
	if forecast.Planned {
		text += " The template is taken as this plan writes it, which needs the reference bos_session_template.NAME.name."
	}
	if forecast.RecordsUnknown && forecast.Certainty == bos.CertaintyExact {
		text += " A node that the hardware state manager has had for less than five minutes may still be unknown to BOS."
	}
	return text
}

// acts is what the session does: "The session reboots 4 nodes".
func (m *sessionInputs) acts() string {
	switch operation := m.Operation.ValueString(); {
	case m.Stage.ValueBool():
		return "stages a " + operation + " on"
	case operation == string(bos.OperationShutdown):
		return "shuts down"
	default:
		return operation + "s"
	}
}

// leftOut lists the candidates that the session does not act on, by reason.
func leftOut(forecast bos.Forecast) string {
	by := excludedBy(forecast.Excluded)
	var lines []string
	for _, reason := range slices.Sorted(maps.Keys(by)) {
		lines = append(lines, fmt.Sprintf("%s %s: %s", nodes(len(by[reason])), excludedWords[bos.ExclusionReason(reason)],
			shortened(nodeLines(by[reason]), maxLeftOut, ", ")))
	}
	if lines == nil {
		return ""
	}
	return "Left out:\n" + bulleted(lines)
}

var excludedWords = map[bos.ExclusionReason]string{
	bos.ExcludedByLimit:     "by the limit",
	bos.ExcludedLocked:      "locked in the hardware state manager",
	bos.ExcludedTenant:      "not of the tenant",
	bos.ExcludedArch:        "of another architecture than the boot set, or without one",
	bos.ExcludedDisabled:    "disabled in the hardware state manager",
	bos.ExcludedUnknown:     "not known to the hardware state manager",
	bos.ExcludedNoComponent: "without a record in BOS",
}

// doubtOf explains why a forecast is not exact.
func (m *sessionModel) doubtOf(c *connection, forecast bos.Forecast) problem {
	var bound *bos.BoundError
	var inventory *bos.InventoryError
	var release *bos.UnknownReleaseError
	switch err := forecast.Doubt; {
	case errors.As(err, &bound):
		text := "A tenant's administrator may not read from the hardware state manager, so that no more is known than the " +
			"tenant's nodes, less those that the limit and the template certainly leave out."
		if len(forecast.Words) > 0 {
			text += " Not evaluated: " + listOfChoices(forecast.Words) + "."
		}
		return problem{what: text}
	case errors.Is(err, bos.ErrNoInventory):
		return problem{
			"The plan cannot show the nodes: the endpoint of the hardware state manager cannot be derived from endpoint.",
			[]string{"Set hsm_endpoint (BOS_HSM_ENDPOINT).", previewOffInstead},
		}
	case errors.Is(err, bos.ErrForecastV1):
		return problem{what: "On v1 of the API, an agent of the session chooses its nodes, so that the plan cannot show them."}
	case errors.Is(err, bos.ErrTemplatePlanned):
		return problem{what: fmt.Sprintf("The same plan deletes template %q, or its boot sets are known only after apply, so "+
			"that the plan cannot show the nodes.", m.TemplateName.ValueString())}
	case errors.As(err, &release):
		return problem{
			sentence(err) + " The plan cannot show the nodes.",
			[]string{"Look for a newer release of this provider.", previewOffInstead},
		}
	case errors.As(err, &inventory):
		return problem{"The plan cannot show the nodes: " + sentence(inventory), hsmAdvice(inventory)}
	default:
		why := c.explain(err, m.Tenant)
		return problem{"The plan cannot show the nodes: " + why.what, why.next}
	}
}

const previewOffInstead = "To plan without a forecast, set preview = \"off\" (BOS_PREVIEW=off)."

// hsmAdvice are the steps where HSM did not answer a request.
func hsmAdvice(inventory *bos.InventoryError) []string {
	switch {
	case errors.Is(inventory, gateway.ErrUnauthorized):
		return []string{"Use an account whose role may read from the hardware state manager.", previewOffInstead}
	case errors.Is(inventory, gateway.ErrUnavailable):
		return []string{planAgain, previewOffInstead}
	default:
		return []string{"Check the base URL of the hardware state manager: hsm_endpoint (BOS_HSM_ENDPOINT).", previewOffInstead}
	}
}
