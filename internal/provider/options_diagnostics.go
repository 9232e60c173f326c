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
	return diag.NewWarningDiagnostic("BOS keeps the options that are taken out of the configuration",
		"No value is restored, and no request is made for them. What they are at present stays until somebody "+
			"changes it:\n"+before.shown(names))
}

func optionsKept(before optionsModel, names []string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("BOS keeps its options when the resource is destroyed",
		"No value is restored, and no request is made. What they are at present stays until somebody changes "+
			"it:\n"+before.shown(names)+
			"\n\nTo have other values afterwards, apply them before the resource is destroyed.")
}

// nodesWillReboot explains the effect of a change: the option is the kernel parameter bos_update_frequency=4h
// (staged_keep_component.json).
func nodesWillReboot(after, before optionsModel) diag.Diagnostic {
	change := fmt.Sprintf("becomes %s", after[actualStateTTL])
	if was := before[actualStateTTL]; was != nil && !was.IsNull() {
		change = fmt.Sprintf("was %s and %s", was, change)
	}
	return diag.NewAttributeWarningDiagnostic(path.Root(actualStateTTL), "The next boot of nodes reboots them",
		fmt.Sprintf("%s %s. It is a kernel parameter of every node that BOS boots (bos_update_frequency), so "+
			"that a change of it makes all nodes that were booted before differ from what the next session wants "+
			"of them: its `boot` reboots them. Nothing happens before that. If BOS has this value already, "+
			"nothing changes.", actualStateTTL, change))
}

const optionsUntouched = "Options of the same names that are set there may be somebody else's. Nothing was changed."

// optionsMoved warns that the plan changes the options of another system.
func optionsMoved(there, here types.String, names []string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("endpoint"),
		"This takes BOS's options to another endpoint", fmt.Sprintf(
			"The state says that they were set on the system at %s, but the provider is configured for %s.\n\n"+
				"If both are URLs of one system, applying this plan changes nothing in BOS but what it shows. If %s is "+
				"another system, applying it sets these options there, whatever they are: %s. Those at %s stay as they "+
				"are, and are no longer managed. To manage both, use one resource for each system, with a provider of "+
				"its own.",
			there.ValueString(), here.ValueString(), here.ValueString(), listOf(names), there.ValueString()))
}

// optionsFailed explains a failed request. verb is "read" or "set".
func optionsFailed(c *connection, verb string, err error) diag.Diagnostic {
	return message{summary: "Unable to " + verb + " BOS's options"}.because(optionsProblem(c, verb, err)).asError()
}

func optionsProblem(c *connection, verb string, err error) problem {
	if lack, is := errors.AsType[*bos.OptionsError](err); is {
		return problem{what: optionsLack(lack)}
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
	return p
}

func optionsLack(lack *bos.OptionsError) string {
	var parts []string
	if names := lack.Absent; len(names) > 0 {
		parts = append(parts, fmt.Sprintf("This BOS does not have %s: not every version has all options (the "+
			"data source bos_version tells which one it is). Leave out what it does not have.", listOfChoices(names)))
	}
	if names := lack.Changed; len(names) > 0 {
		parts = append(parts, fmt.Sprintf("BOS took the change, but shows other values for %s now: somebody "+
			"else, or another bos_options resource, may have set them at the same time. The next plan shows them.",
			listOfChoices(names)))
	}
	return strings.Join(parts, "\n\n") + "\n\nThe other options are as they were planned. The state holds what BOS has; " +
		"a resource that is marked as tainted by this is replaced by the next apply, which sets nothing that BOS has already."
}
