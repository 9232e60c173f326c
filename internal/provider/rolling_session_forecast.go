// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// operated names a rollout that is not started yet: "reboot of template compute, rollout blue".
func (m *rollingModel) operated() string {
	whole := m.whole()
	whole.Name = types.StringNull()
	return whole.operated() + ", rollout " + m.Name.ValueString()
}

// shownWaves is how many waves the warning of a plan lists. The attribute waves_status has all of them.
const shownWaves = 20

// planWarning says which nodes the rollout acts on, wave by wave.
func (m *rollingModel) planWarning(
	forecast bos.Forecast, overlaps []bos.Overlap, waves []bos.Wave,
) diag.Diagnostic {
	whole := m.whole()
	paragraphs := []string{
		fmt.Sprintf("The rollout %s %s of template %q, one wave after the other. This is exact as of %s, according to the "+
			"hardware state manager at %s. Nodes that appear later are not added.", whole.acts(), nodes(len(forecast.Nodes)),
			m.TemplateName.ValueString(), forecast.ReadAt.UTC().Format("2006-01-02T15:04:05Z07:00"), forecast.Inventory),
		"Waves:\n" + bulleted(m.waveLines(waves)),
	}
	if left := leftOut(forecast); left != "" {
		paragraphs = append(paragraphs, left)
	}
	if notes := append(m.waveNotes(waves), whole.forecastNotes(forecast, overlaps)...); len(notes) > 0 {
		paragraphs = append(paragraphs, "Check this before you apply:\n"+bulleted(notes))
	}
	summary := fmt.Sprintf("%s in %s: %s", whole.forecastCount(forecast), waveCount(len(waves)), m.operated())
	flags := flagged(forecast, overlaps)
	if canary := waves[0]; canary.Canary && (canary.Oversized || len(waves) == 1) {
		flags = append([]string{"a canary of " + nodes(len(canary.Nodes))}, flags...)
	}
	if len(flags) > 0 {
		summary += " (" + strings.Join(flags, ", ") + ")"
	}
	return message{summary: summary, what: strings.Join(paragraphs, "\n\n")}.asWarning()
}

// waveLines returns a line for each of the first waves. The nodes of a small canary are named one by one.
func (m *rollingModel) waveLines(waves []bos.Wave) (lines []string) {
	for i, wave := range waves[:min(len(waves), shownWaves)] {
		line := fmt.Sprintf("%s: %s", bos.WaveName(m.Name.ValueString(), i+1, len(waves)), nodes(len(wave.Nodes)))
		if wave.Canary {
			line += " (canary)"
		}
		named := shortened(nodeLines(wave.Nodes), 3, ", ")
		if wave.Canary && len(wave.Nodes) <= shownNodes {
			named = strings.Join(wave.Nodes, ", ")
		}
		lines = append(lines, line+", "+named)
	}
	if more := len(waves) - shownWaves; more > 0 {
		lines = append(lines, fmt.Sprintf("and %s more", waveCount(more)))
	}
	return lines
}

// waveNotes returns what is unexpected about the waves: a canary that is no trial, and waves that are larger than asked for.
func (m *rollingModel) waveNotes(waves []bos.Wave) (notes []string) {
	if waves[0].Canary && len(waves) == 1 {
		notes = append(notes, "The canary has all nodes: no wave follows it, so that it protects no other node.")
	}
	for i, wave := range waves {
		if !wave.Oversized {
			continue
		}
		note := fmt.Sprintf("Wave %d has %s, more than asked for: %s is not split.", i+1, nodes(len(wave.Nodes)), m.group())
		if wave.Canary {
			note += " For a canary of fewer nodes, leave waves.by out."
		}
		notes = append(notes, note)
	}
	return limited(notes)
}

// group names what no wave splits.
func (m *rollingModel) group() string {
	if wavePlan(m.Waves).By == bos.WavesByCabinet {
		return "a cabinet"
	}
	return "a chassis"
}
