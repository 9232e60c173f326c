// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// maxNotes is how many notes of one kind a warning has.
const maxNotes = 10

// forecastNotes returns what to check before a plan is applied.
func (m *sessionModel) forecastNotes(forecast bos.Forecast, overlaps []bos.Overlap) (notes []string) {
	if len(forecast.Stuck) > 0 {
		notes = append(notes, stuckNote(forecast))
	}
	notes = append(notes, limited(itemNotes(forecast.Items))...)
	notes = append(notes, limited(missingNotes(forecast.Missing))...)
	if len(forecast.Mixed) > 0 {
		notes = append(notes, fmt.Sprintf("members that are not nodes: group %s. BOS has no record of them",
			listOfChoices(forecast.Mixed)))
	}
	for _, set := range forecast.BootSets {
		if len(set.Taken) > 0 {
			notes = append(notes, fmt.Sprintf("%s of boot set %q are in a later boot set too, which wins: %s",
				nodes(len(set.Taken)), set.Name, someNodes(set.Taken)))
		}
	}
	var others []string
	for _, use := range forecast.Others {
		what := "is running on"
		if use.Staged {
			what = "has staged its operation on"
		}
		others = append(others, fmt.Sprintf("session %q %s %s: %s", use.Session, what, nodes(len(use.Nodes)), someNodes(use.Nodes)))
	}
	notes = append(notes, limited(others)...)
	if forecast.OthersUnknown != nil {
		notes = append(notes, "whether another session is running on these nodes is not known: "+
			strings.TrimSuffix(sentence(forecast.OthersUnknown), "."))
	}
	var same []string
	for _, overlap := range overlaps {
		same = append(same, fmt.Sprintf("this plan also has the %s, which acts on %s of these: %s", overlap.About,
			nodes(len(overlap.Nodes)), someNodes(overlap.Nodes)))
	}
	return append(notes, limited(same)...)
}

// stuckNote says what becomes of a session with names that BOS < 2.40 has no record of.
func stuckNote(forecast bos.Forecast) string {
	return fmt.Sprintf("BOS %s has no record of %s, and would keep the session pending for ever, and the sessions after it "+
		"too", forecast.Version, someNodes(forecast.Stuck))
}

// limited returns the first notes, and counts the rest.
func limited(notes []string) []string {
	if len(notes) <= maxNotes {
		return notes
	}
	return append(notes[:maxNotes:maxNotes], fmt.Sprintf("and %d more of this kind", len(notes)-maxNotes))
}

func itemNotes(items []bos.ItemEffect) (notes []string) {
	for _, item := range items {
		notes = append(notes, itemNote(item))
	}
	return notes
}

// itemNote says what is wrong with an item of the limit.
func itemNote(item bos.ItemEffect) string {
	quoted := quoteText(item.Item)
	switch item.Kind {
	case bos.ItemUnknown:
		return fmt.Sprintf("%s is not a group, partition, role or node%s", quoteText(item.Name), meantInstead(item))
	case bos.ItemEmpty:
		return quoted + " has no members"
	case bos.ItemOutside:
		return quoted + " has no node of the template"
	case bos.ItemAddsNone:
		return quoted + " adds nothing: its nodes are selected already"
	case bos.ItemKeepsAll:
		return quoted + " leaves nothing out: everything before it is in it"
	case bos.ItemKeepsNone:
		return quoted + " leaves nothing: no node before it is in it"
	case bos.ItemDropsNone:
		return quoted + " leaves nothing out: no node before it is in it"
	case bos.ItemHidesOther:
		return fmt.Sprintf("%s is the name of a %s and of a %s: BOS takes the first", quoteText(item.Name), item.Kinds[0],
			strings.Join(item.Kinds[1:], " and a "))
	default:
		return quoted + " may not do what it says"
	}
}

// meantInstead suggests what was meant by a name that does not exist.
func meantInstead(item bos.ItemEffect) string {
	switch {
	case item.Meant != "":
		return ": did you mean " + quoteText(item.Meant) + "?"
	case item.Below > 0:
		return fmt.Sprintf(", but %s below it: name each of them, for instance with the function nodes_of",
			areNodes(item.Below))
	default:
		return ""
	}
}

func areNodes(n int) string {
	if n == 1 {
		return "1 node is"
	}
	return nodes(n) + " are"
}

func missingNotes(missing []bos.NoSuchName) (notes []string) {
	kinds := map[string]string{"node_list": "node", "node_groups": "group", "node_roles_groups": "role"}
	for _, one := range missing {
		note := fmt.Sprintf("boot set %q: the hardware state manager has no %s %s", one.BootSet, kinds[one.Field],
			quoteText(one.Name))
		if one.Meant != "" {
			note += ": did you mean " + quoteText(one.Meant) + "?"
		}
		notes = append(notes, note)
	}
	return notes
}

// emptyForecast explains why a session acts on no node.
func (m *sessionModel) emptyForecast(forecast bos.Forecast) problem {
	text := fmt.Sprintf("The session would %s no node", m.verb())
	switch {
	case m.Limit.IsNull() || len(forecast.Candidates) == 0:
		text += fmt.Sprintf(": template %q selects none.", m.TemplateName.ValueString())
	case len(excludedBy(forecast.Excluded)[string(bos.ExcludedByLimit)]) == len(forecast.Candidates):
		text += fmt.Sprintf(": limit %s selects none of the %s of template %q.", quoteText(m.Limit.ValueString()),
			nodes(len(forecast.Candidates)), m.TemplateName.ValueString())
	default:
		text += "."
	}
	if forecast.Failure != "" {
		text += fmt.Sprintf(" BOS would end it with the error: %s", strings.TrimSpace(forecast.Failure))
	}
	forecast.Excluded = slices.DeleteFunc(slices.Clone(forecast.Excluded), func(one bos.Exclusion) bool {
		return one.Reason == bos.ExcludedByLimit // said above, or in what follows
	})
	if left := leftOut(forecast); left != "" {
		text += "\n\n" + left
	}
	if notes := m.forecastNotes(forecast, nil); len(notes) > 0 {
		text += "\n\nWhat is wrong:\n" + bulleted(notes)
	}
	check := "Check limit: each of its names must be a group, partition, role or node of the template."
	if m.Limit.IsNull() || len(forecast.Candidates) == 0 {
		check = fmt.Sprintf("Check the node_list, node_groups and node_roles_groups of template %q.", m.TemplateName.ValueString())
	}
	for _, item := range forecast.Items {
		if item.Meant != "" {
			check = fmt.Sprintf("Write %s in limit, if you meant that and not %s.", quoteText(item.Meant), quoteText(item.Name))
		}
	}
	return problem{text, []string{
		check,
		"If another resource of this configuration creates the group, apply that first: `terraform apply -target=ADDRESS`",
		previewOffInstead + " The session is then started all the same.",
	}}
}
