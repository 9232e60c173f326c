// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// actualStateTTL is an option that is also a kernel parameter of every node.
const actualStateTTL = "component_actual_state_ttl"

// shown lists options with their values, one per line.
func (m optionsModel) shown(names []string) string {
	var b strings.Builder
	for _, name := range names {
		value := m[name].String()
		if number, is := m[name].(types.Float64); is {
			value = strconv.FormatFloat(number.ValueFloat64(), 'f', -1, 64)
		}
		fmt.Fprintf(&b, "\n    %s = %s", name, value)
	}
	return b.String()
}

func optionsReleased(before optionsModel, names []string) diag.Diagnostic {
	return message{
		summary: "BOS keeps the options that are removed from the configuration",
		what:    "No request is made for them. They keep their present values:\n" + before.shown(names),
		next:    []string{"To set other values, apply them before you remove the options."},
	}.asWarning()
}

func optionsKept(before optionsModel, names []string) diag.Diagnostic {
	return message{
		summary: "BOS keeps its options when the resource is destroyed",
		what:    "No request is made. The options keep their present values:\n" + before.shown(names),
		next:    []string{"To set other values, apply them before you destroy the resource."},
	}.asWarning()
}

// nodesWillReboot explains the effect of a change: the option is the kernel parameter bos_update_frequency=4h
// (staged_keep_component.json).
func nodesWillReboot(after, before optionsModel) diag.Diagnostic {
	change := fmt.Sprintf("becomes %s", after[actualStateTTL])
	if was := before[actualStateTTL]; was != nil && !was.IsNull() {
		change = fmt.Sprintf("was %s and %s", was, change)
	}
	return message{
		summary: "The next boot of nodes reboots them",
		what: fmt.Sprintf("%s %s. It is a kernel parameter of each node that BOS boots (bos_update_frequency). With another "+
			"value, the nodes that run now differ from what the next `boot` wants of them, and it reboots them. Until then, no "+
			"node is affected. If BOS has this value already, nothing changes.", actualStateTTL, change),
	}.asWarningAt(path.Root(actualStateTTL))
}

const optionsUntouched = "Options of the same names that are set there may be somebody else's. Nothing was changed."

// optionsMoved warns that the plan changes the options of another system.
func optionsMoved(there, here types.String, names []string) diag.Diagnostic {
	return message{
		summary: "This takes BOS's options to another endpoint",
		what: fmt.Sprintf("In the state they belong to the system at %s, but the provider is configured for %s.\n\n"+
			"If both are URLs of one system, applying this plan changes only what BOS does not have yet. If %s is another "+
			"system, applying it sets these options there: %s. The options at %s stay as they are, and are no longer managed.",
			there.ValueString(), here.ValueString(), here.ValueString(), listOf(names), there.ValueString()),
		next: []string{"To manage both systems, use one resource for each, with a provider of its own."},
	}.asWarningAt(path.Root("endpoint"))
}

// optionsFailed explains a failed request. verb is "read" or "set".
func optionsFailed(c *connection, verb string, err error) diag.Diagnostic {
	return message{summary: "Unable to " + verb + " BOS's options"}.because(optionsProblem(c, verb, err)).asError()
}

func optionsProblem(c *connection, verb string, err error) problem {
	if lack, is := errors.AsType[*bos.OptionsError](err); is {
		return optionsLack(lack)
	}
	p := c.explain(err, c.defaultTenant())
	if errors.Is(err, gateway.ErrUnauthorized) {
		p.what += "\n\nOptions apply to the whole system: only its administrators may read and set them, the " +
			"administrators of a tenant may not."
		p.next = append(p.next, "Keep bos_options in a configuration that an administrator of the system applies.")
	}
	if verb == "set" && errors.Is(err, gateway.ErrAmbiguous) {
		p.what += "\n\nThe options may have been set all the same."
		p.next = append(p.next, "Apply again. Setting the same options again changes nothing else.")
	}
	if len(p.next) == 0 {
		p.next = []string{"Correct what BOS reports, and apply again."}
	}
	return p
}

func optionsLack(lack *bos.OptionsError) problem {
	var p problem
	if names := lack.Absent; len(names) > 0 {
		p.what = fmt.Sprintf("This version of BOS does not have %s.", listOfChoices(names))
		p.next = []string{"Leave out the options that BOS does not have. The data source bos_version shows its version."}
	}
	if names := lack.Changed; len(names) > 0 {
		p.what = joined(p.what, fmt.Sprintf("BOS accepted the change, but shows other values for %s now: another user, or "+
			"another bos_options resource, may have set them at the same time.", listOfChoices(names)))
		p.next = append(p.next, "Plan again to see the values.")
	}
	p.what += "\n\nThe other options are as planned. The state has the values that BOS has. If this error taints the " +
		"resource, the next apply replaces it, which sets only what BOS does not have yet."
	return p
}
