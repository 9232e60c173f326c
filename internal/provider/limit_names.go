// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"regexp"
	"strings"
)

var (
	// nodeXname is a node's xname in its normal form, the only one that BOS knows (session_complete_limit_leading_zero_xname.json).
	nodeXname = regexp.MustCompile(`^x(0|[1-9][0-9]{0,3})c[0-7]s(0|[1-9][0-9]*)b(0|[1-9][0-9]*)n(0|[1-9][0-9]*)$`)

	// likeNodeXname is what people write for one (session_complete_limit_uppercase_xname.json).
	likeNodeXname = regexp.MustCompile(`(?i)^x0*([0-9]+)c0*([0-9]+)s0*([0-9]+)b0*([0-9]+)n0*([0-9]+)$`)

	// Cabinets and chassis have no pattern here: groups are named like them.
	slotXname       = regexp.MustCompile(`^x[0-9]+c[0-9]+s[0-9]+$`)
	controllerXname = regexp.MustCompile(`^x[0-9]+c[0-9]+s[0-9]+b[0-9]+$`)
)

// limitDoubt is what is doubtful in a name: name is the one to write, where it can be told, else advice says what to do.
type limitDoubt struct {
	kind    limitKind
	problem string
	name    string
	advice  string
}

// checkLimitName tells what is doubtful in the name of a well-formed item. Nothing here is an error: a group, partition
// or role may have any name that the inventory lets it have, and BOS leaves out unknown names without a word.
func checkLimitName(item limitItem) []limitFinding {
	doubt, ok := doubtLimitName(item.name)
	if !ok {
		return nil
	}
	fix := doubt.advice
	if doubt.name != "" {
		fix = "write " + quoteText(strings.TrimSuffix(item.text, item.name)+doubt.name)
	}
	return []limitFinding{{Severity: limitWarning, Kind: doubt.kind, Item: item.text, Position: item.position, Problem: doubt.problem, Fix: fix}}
}

func doubtLimitName(name string) (limitDoubt, bool) {
	const writeXname = "write the node's xname, such as `x3000c0s1b0n0`"
	switch {
	case strings.HasPrefix(name, "nid"):
		// reject_nids_limit_and.json, session_complete_limit_nid_allowed.json
		return limitDoubt{
			kind: limitNID, advice: writeXname,
			problem: "looks like a node ID (NID). BOS finds no node by its NID, and refuses such a limit when its option `reject_nids` is set",
		}, true

	case likeNodeXname.MatchString(name) && !nodeXname.MatchString(name):
		normal := likeNodeXname.ReplaceAllString(strings.ToLower(name), "x${1}c${2}s${3}b${4}n${5}")
		if !nodeXname.MatchString(normal) {
			return limitDoubt{
				kind: limitXname, advice: writeXname,
				problem: "is no node's xname: the number of a cabinet has at most four digits, that of a chassis is 0 to 7",
			}, true
		}
		return limitDoubt{
			kind: limitXname, name: normal,
			problem: "is an xname, but not in its normal form (lower case, no leading zeros). BOS compares names letter by letter and finds no such node",
		}, true

	case slotXname.MatchString(name):
		return limitDoubt{
			kind: limitXname, advice: "write the xname of each node, such as " + quoteText(name+"b0n0"),
			problem: "is the xname of a slot, not of a node. BOS does not look for the nodes in it",
		}, true

	case controllerXname.MatchString(name):
		return limitDoubt{
			kind: limitXname, advice: "write the xname of each node, such as " + quoteText(name+"n0"),
			problem: "is the xname of a controller, not of a node. BOS does not look for the nodes behind it",
		}, true

	case strings.EqualFold(name, "all") && name != "all":
		return limitDoubt{kind: limitAllCase, name: "all", problem: "is not BOS's word for every node, which is in lower case"}, true

	case strings.ContainsAny(name, "*?[]{}") && name != "*":
		return limitDoubt{
			kind: limitPattern, advice: "write each node, or a group, partition or role",
			problem: "looks like a pattern. BOS knows none: it takes the text for a name, which no node has",
		}, true

	case strings.ContainsAny(name, " \t\r\n;|&!"):
		return limitDoubt{
			kind: limitSeparator, advice: "put a comma between the items, as in `a,b`, `a,&b` or `a,!b`",
			problem: "looks like several items in one. BOS separates items by commas alone and takes the text for one name, which no node has",
		}, true
	}
	return limitDoubt{}, false
}
