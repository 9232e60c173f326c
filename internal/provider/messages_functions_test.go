// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// functionCauses are calls with arguments that a function does not take.
func functionCauses() []cause {
	return slices.Concat(limitCauses(), xnameCauses(), templateFileCauses())
}

// items is a list in brackets.
func items(values ...tftypes.Value) tftypes.Value {
	kinds := make([]tftypes.Type, len(values))
	for i, value := range values {
		kinds[i] = value.Type()
	}
	return tftypes.NewValue(tftypes.Tuple{ElementTypes: kinds}, values)
}

var nullText = tftypes.NewValue(tftypes.String, nil)

func limitCauses() []cause {
	const f = "limit"
	return []cause{
		called("nothing is included", f, text(""), text("x1")),
		called("an item is empty", f, text("a,,b"), nullText),
		called("an item is white space", f, text(" "), nullText),
		called("an element is an empty string", f, items(text("a"), text("")), nullText),
		called("an element is null", f, items(text("a"), nullText), nullText),
		called("an element is a number", f, items(amount(1)), nullText),
		called("an element has an empty item", f, items(text("a,")), nullText),
		called("the argument is true", f, truth(true), nullText),
		called("an item to include has an operator", f, text("!a"), nullText),
		called("an item to exclude has an operator", f, text("a"), text("c, &b")),
		called("every node is excluded", f, text("a"), text("all")),
		called("nothing is left", f, text("a,b"), text("b,a")),
		called("the limit is too long", f, text(strings.Repeat("a", 524288-1)), text("b")),
		called("a slot", f, text("x3000c0s1"), nullText),
		called("a controller", f, text("x3000c0s1b1"), nullText),
		called("a pattern", f, text("x3000c0s[1-2]b0n0"), nullText),
		called("two names in one item", f, text("a b"), nullText),
		called("`All` in capitals", f, text("All"), nullText),
		called("a node ID", f, text("nid000001"), nullText),
	}
}

func xnameCauses() (causes []cause) {
	for _, bad := range []string{
		"", "blue", "x1,", "x1q", "x1c0s1b0n0v1", "x1c", "x[1 2]", "x1c8", "x30[00-15]", "x[]", "x[1", "x1c0s[16-1]", "x[0-9999]c[0-7]",
	} {
		causes = append(causes, called("`"+bad+"`", "expand_xnames", text(bad)))
	}
	return append(
		causes,
		called("`blue` is no place", "nodes_of", text("blue"), text("")),
		called("an item is no xname", "nodes_of", text("x3000"), items(text("x3000c0s1b0n0"), text("blue"))),
		called("an item is a controller", "nodes_of", text("x3000"), text("x3000c0s1b0")),
		called("an item is empty", "nodes_of", text("x3000"), text("x3000c0s1b0n0,")),
		called("a range", "normalize_xname", text("x[1-2]")),
		called("a space first", "normalize_xname", text(" x1")),
		called("`blue`", "parse_xname", text("blue")),
	)
}

func templateFileCauses() (causes []cause) {
	for what, json := range map[string]string{
		"the JSON is cut off":                     "{",
		"something follows the JSON":              "{} x",
		"a list of session templates":             "[]",
		"no boot sets":                            "{}",
		"a string":                                `"t"`,
		"a misspelt key":                          `{"boot_sets": {"a": {"kernel_params": "k"}}}`,
		"an unknown key of cfs":                   `{"boot_sets": {}, "cfs": {"zone": "k"}}`,
		"an unknown key":                          `{"boot_sets": {}, "zone": "k"}`,
		"a key of v1 of the API":                  `{"boot_sets": {}, "partition": "p1"}`,
		"a key twice":                             `{"boot_sets": {}, "boot_sets": {}}`,
		"a number in place of a string":           `{"boot_sets": {"a": {"node_list": ["n", 1]}}}`,
		"two faults":                              `{"boot_sets": {"a": null}, "name": true}`,
		"thirteen faults, of which ten are shown": `{"boot_sets": {"a": {"node_list": [` + strings.Repeat("1,", 12) + `1]}}}`,
	} {
		causes = append(causes, called(what, "session_template", text(json)))
	}
	slices.SortFunc(causes, func(a, b cause) int { return strings.Compare(a.what, b.what) })
	return causes
}
