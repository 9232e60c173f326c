// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"regexp"
	"strings"
)

// xnameForms are the forms of the xnames that a system has, with HSM's types.
var xnameForms = []struct {
	pattern *regexp.Regexp
	kind    string
}{
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+b\d+n\d+$`), typeNode},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+b\d+n\d+v\d+$`), "VirtualNode"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+b\d+$`), "NodeBMC"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+$`), "ComputeModule"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]$`), "Chassis"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]b0$`), "ChassisBMC"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]r\d+$`), "RouterModule"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]r\d+b\d+$`), "RouterBMC"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]w\d+$`), "MgmtSwitch"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]h\d+s\d+$`), "MgmtHLSwitch"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]h\d+$`), "MgmtHLSwitchEnclosure"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+e\d+$`), "NodeEnclosure"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+b\d+n\d+p\d+$`), "Processor"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+b\d+n\d+d\d+$`), "Memory"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]s\d+b\d+n\d+a\d+$`), "NodeAccel"},
	{regexp.MustCompile(`^x\d{1,4}c[0-7]t\d+$`), "CMMRectifier"},
	{regexp.MustCompile(`^x\d{1,4}m\d+$`), "CabinetPDUController"},
	{regexp.MustCompile(`^x\d{1,4}m\d+p\d+$`), "CabinetPDU"},
	{regexp.MustCompile(`^x\d{1,4}d\d+$`), "CabinetCDU"},
	{regexp.MustCompile(`^x\d{1,4}$`), "Cabinet"},
	{regexp.MustCompile(`^d\d+$`), "CDU"},
	{regexp.MustCompile(`^d\d+w\d+$`), "CDUMgmtSwitch"},
	{regexp.MustCompile(`^s0$`), "System"},
}

// typeNode is HSM's Type of a node.
const typeNode = "Node"

var leadingZeros = regexp.MustCompile(`([a-z])0+([0-9])`)

// normalizeXname returns the form in which HSM keeps an xname: lower case and
// without padding (comp_get_pad.json, comp_get_upper.json).
func normalizeXname(name string) string {
	return leadingZeros.ReplaceAllString(strings.ToLower(strings.TrimSpace(name)), "$1$2")
}

// xnameType returns HSM's type for an xname, "" for what is none.
func xnameType(name string) string {
	for _, form := range xnameForms {
		if form.pattern.MatchString(name) {
			return form.kind
		}
	}

	return ""
}

// isBelow reports whether a component is part of another.
func isBelow(name, ancestor string) bool {
	rest, found := strings.CutPrefix(name, ancestor)

	return found && rest != "" && (rest[0] < '0' || rest[0] > '9')
}
