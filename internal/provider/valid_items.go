// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
)

// itemFault is what a diagnostic says about an item of a list, or about a limit as a whole.
type itemFault struct {
	topic    itemTopic
	doubt    bool   // a warning
	item     string // as written
	position int    // the number of the item, from 1; 0 for the whole
	problem  string // the rest of a sentence that begins with the item
	fix      string // an imperative without a full stop
}

// itemTopic is what faults have in common that are reported in one diagnostic.
type itemTopic int

const (
	topicWhole itemTopic = iota // the list or limit as a whole
	topicEmpty
	topicSpace
	topicBareOperator
	topicStackedOperators
	topicNoNodes
	topicOverridden
	topicNoEffect
	topicNID
	topicXname
	topicAllCase
	topicPattern
	topicSeparator
	topicDouble
)

const (
	writeXname = "write the node's xname, such as `x3000c0s1b0n0`"
	notNormal  = "is an xname, but not in its normal form (lower case, no leading zeros). " +
		"BOS compares names letter by letter and finds no such node"
)

// byTopic groups faults by their topic, in the order of the first of each.
func byTopic(faults []itemFault) [][]itemFault {
	var topics [][]itemFault
	place := map[itemTopic]int{}
	for _, fault := range faults {
		i, known := place[fault.topic]
		if !known {
			i = len(topics)
			place[fault.topic] = i
			topics = append(topics, nil)
		}
		topics[i] = append(topics[i], fault)
	}
	return topics
}

// maxLikewise is how many further items of one topic a diagnostic shows.
const maxLikewise = 4

// itemDetail words faults of one topic: the first in full, some of the others briefly, the rest by their number.
func itemDetail(faults []itemFault) string {
	first := faults[0]
	var text strings.Builder
	if first.position == 0 {
		fmt.Fprintf(&text, "The limit %s. %s.", first.problem, capitalize(first.fix))
	} else {
		fmt.Fprintf(&text, "Item %d, %s, %s. %s.",
			first.position, quoteText(first.item), first.problem, capitalize(first.fix))
	}

	others := faults[1:]
	if len(others) == 0 {
		return text.String()
	}
	text.WriteString("\n\nThe same applies to")
	for i, fault := range others {
		if i == maxLikewise {
			fmt.Fprintf(&text, "\n  - %d more", len(others)-i)
			break
		}
		fmt.Fprintf(&text, "\n  - item %d, %s: %s", fault.position, quoteText(fault.item), fault.fix)
	}
	return text.String()
}
