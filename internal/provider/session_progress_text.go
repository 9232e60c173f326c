// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// phases says what the session does: "running · powering on 12 · configuring 40 · ready 200 of 255 · failed 3".
func phases(p bos.Progress) string {
	parts := []string{p.Status}
	switch c := p.Counts; {
	case c != nil && c.Managed > 0:
		left := c.Managed - c.PoweringOff - c.PoweringOn - c.Configuring - c.Ready - c.Failed - c.Staged
		parts = append(parts, counted("powering off", c.PoweringOff), counted("powering on", c.PoweringOn),
			counted("configuring", c.Configuring), counted("waiting or held", left),
			fmt.Sprintf("ready %d of %d", c.Ready, c.Managed), counted("staged", c.Staged), counted("failed", c.Failed))
	case p.Nodes > 0:
		parts = append(parts, nodes(p.Nodes))
	}
	return dotted(append(parts, p.Error))
}

// share is the share of the nodes that are done, the failed ones among them: "78 %". It is empty where they are not counted.
func share(p bos.Progress) string {
	if p.Counts == nil || p.Counts.Managed == 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", 100*(p.Counts.Ready+p.Counts.Failed)/p.Counts.Managed)
}

// counted is empty for none.
func counted(what string, count int) string {
	if count <= 0 {
		return ""
	}
	return fmt.Sprintf("%s %d", what, count)
}

// dotted joins the parts that are not empty.
func dotted(parts []string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

func outcomeCounts(o *bos.Outcome) string {
	if o == nil {
		return ""
	}
	return dotted([]string{
		fmt.Sprintf("ready %d of %d", o.Successful, o.Managed), counted("failed", o.Failed), counted("held", o.Held),
		counted("taken over", o.Superseded),
	})
}

// maxMessages is the number of BOS's messages for which one count of a session writes a line each.
const maxMessages = 3

// nameFailed writes which nodes have newly failed, a line for each of BOS's messages. BOS names ten nodes of each. It also
// gives the messages of nodes that have not failed yet: failed is how many have.
func (r *sessionReport) nameFailed(errors map[string]bos.NodeError, failed int) {
	total, lines := 0, 0
	for _, e := range errors {
		total += e.Count
	}
	what := "failed"
	if total > failed {
		what = "errors"
	}
	for _, message := range slices.Sorted(maps.Keys(errors)) {
		known, now := r.errors[message], errors[message]
		fresh := slices.DeleteFunc(slices.Clone(now.Nodes), func(node string) bool { return slices.Contains(known.Nodes, node) })
		if len(fresh) == 0 && now.Count <= known.Count {
			continue
		}
		if lines++; lines <= maxMessages {
			r.print(fmt.Sprintf("%s: %s · %s", what, freshNodes(fresh, now.Count-known.Count), message))
		}
		merged := slices.Concat(known.Nodes, fresh)
		r.errors[message] = bos.NodeError{Count: max(known.Count, now.Count), Nodes: merged}
	}
	if lines > maxMessages {
		r.print(fmt.Sprintf("%s: %d more messages of BOS, not shown", what, lines-maxMessages))
	}
}

// freshNodes names nodes, and counts the others of more nodes in all.
func freshNodes(named []string, more int) string {
	switch rest := more - len(named); {
	case len(named) == 0:
		return nodes(more) + " that BOS does not name"
	case rest > 0:
		return fmt.Sprintf("%s and %d more", strings.Join(named, ", "), rest)
	default:
		return strings.Join(named, ", ")
	}
}

// took says how long a session took, if its start and its end are known.
func took(m *sessionModel) string {
	start, errStart := time.Parse(time.RFC3339, m.StartTime.ValueString())
	end, errEnd := time.Parse(time.RFC3339, m.EndTime.ValueString())
	if errStart != nil || errEnd != nil {
		return ""
	}
	return "took " + shortDuration(end.Sub(start).Round(time.Second))
}
