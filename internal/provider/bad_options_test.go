// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import "strings"

func optionsBlock(arguments string) string {
	return "resource \"bos_options\" \"LABEL\" {\n" + arguments + "\n}"
}

var badOptions = []badConfig{
	{"good options", optionsBlock("clear_stage = true\nlogging_level = \"debug\""), ""},
	{"no option", optionsBlock(``), ""},
	{"option that does not exist", optionsBlock(`max_wait_time = 5`), "Unsupported argument | max_wait_time"},
	{"word for a number", optionsBlock(`polling_frequency = "fast"`), "Incorrect attribute value type | a number is required"},
	{"fraction of a second", optionsBlock(`polling_frequency = 1.5`), "Invalid polling_frequency | `1.5` is not a whole number: write a whole number from 0 to 1048576."},
	{"number below the limit", optionsBlock(`pcs_read_timeout = 9`), "Invalid pcs_read_timeout | `9` is below 10, and BOS does not accept that: write a whole number from 10 to 86400."},
	{"number above the limit", optionsBlock(`max_boot_wait_time = 1048577`), "Invalid max_boot_wait_time | `1048577` is above 1048576"},
	{"word for a flag", optionsBlock(`clear_stage = "yes"`), "Incorrect attribute value type | a bool is required"},
	{"age of an option in seconds", optionsBlock(`cleanup_completed_session_ttl = "30s"`), "Invalid cleanup_completed_session_ttl | `30s` is not what BOS accepts"},
	{"age of an option with a space", optionsBlock(`cleanup_completed_session_ttl = "7d "`), "Invalid cleanup_completed_session_ttl | write `7d`"},
	{"age of an option beyond the calendar", optionsBlock(`cleanup_completed_session_ttl = "9999999w"`), "Invalid cleanup_completed_session_ttl | goes back beyond the calendar"},
	{"no age for what nodes report", optionsBlock(`component_actual_state_ttl = "0"`), "Invalid component_actual_state_ttl | `0` is not what BOS accepts"},
	{"age for what nodes report in minutes", optionsBlock(`component_actual_state_ttl = "90m"`), "Invalid component_actual_state_ttl | write a number of hours, days or weeks"},
	{"age of an option too long", optionsBlock(`component_actual_state_ttl = "12345678h"`), "Invalid component_actual_state_ttl | has 9 characters, more than the 8 that BOS takes"},
	{"empty logging level", optionsBlock(`logging_level = ""`), "Invalid logging_level | The value is empty"},
	{"logging level that does not exist", optionsBlock(`logging_level = "TRACE"`), "Invalid logging_level | write one of DEBUG, INFO, WARNING, ERROR and CRITICAL"},
	{"negative number for an option", optionsBlock(`polling_frequency = -1`), "Invalid polling_frequency | `-1` is below 0"},
	{"number of an option with its unit", optionsBlock(`polling_frequency = "15s"`), "Incorrect attribute value type | a number is required"},
	{"list for an option's age", optionsBlock(`component_actual_state_ttl = ["4h"]`), "Incorrect attribute value type | string required"},
	{"level with a space", optionsBlock(`logging_level = "INFO "`), "Invalid logging_level | begins or ends with a space or a line break: write `INFO`."},
	{"resource of options in a tenant", optionsBlock(`tenant = "vcluster-blue"`), "Unsupported argument | tenant"},
	{"id of the options", optionsBlock(`id = "mine"`), "Invalid Configuration for Read-Only Attribute | "},
}

func stagedBlock(arguments string) string {
	return "resource \"bos_staged_session_application\" \"LABEL\" {\n" + arguments + "\n}"
}

var badStaged = []badConfig{
	{"good application", stagedBlock(`components = "x3000c0s1b0n0,x3000c0s1b1n0"`), ""},
	{"application to nothing", stagedBlock(``), "Missing required argument | components"},
	{"application to no node", stagedBlock(`components = ""`), "Invalid list of nodes | The list is empty: write the nodes, as `components` of the bos_session that staged them"},
	{"application with a comma too many", stagedBlock(`components = "x3000c0s1b0n0,"`), "Invalid list of nodes | is empty: a comma too many"},
	{"application with a space", stagedBlock(`components = "x3000c0s1b0n0, x3000c0s1b1n0"`), "Invalid list of nodes | begins or ends with a space"},
	{"application to a padded xname", stagedBlock(`components = "x3000c0s01b0n0"`), "Invalid list of nodes | Write `x3000c0s1b0n0`"},
	{"application to a NID", stagedBlock(`components = "nid000001"`), "Invalid list of nodes | looks like a node ID (NID)"},
	{"application to a group", stagedBlock(`components = "blue"`), "Invalid list of nodes | It looks for no group, role or pattern here"},
	{"application to a list", stagedBlock(`components = ["x3000c0s1b0n0"]`), "Incorrect attribute value type | string required"},
	{"application in a tenant too long", stagedBlock("components = \"x3000c0s1b0n0\"\ntenant = \"" + strings.Repeat("b", 128) + "\""), "Invalid tenant | has a length of 128"},
	{"application with triggers", stagedBlock("components = \"x3000c0s1b0n0\"\ntriggers = { session = \"a\" }"), ""},
	{"application to a node in capitals", stagedBlock(`components = "X3000C0S1B0N0"`), "Invalid list of nodes | Write `x3000c0s1b0n0`."},
	{"application to a limit", stagedBlock(`components = "all,!x3000c0s1b0n0"`), "Invalid list of nodes | belongs into a session's `limit`"},
	{"application by semicolons", stagedBlock(`components = "x3000c0s1b0n0;x3000c0s1b1n0"`), "Invalid list of nodes | Separate them by commas alone."},
	{"application in an empty tenant", stagedBlock("components = \"x3000c0s1b0n0\"\ntenant = \"\""), "Invalid tenant | leave it out for no tenant"},
	{"list of triggers", stagedBlock("components = \"x3000c0s1b0n0\"\ntriggers = [\"a\"]"), "Incorrect attribute value type | map of string required"},
	{"session of an application", stagedBlock("components = \"x3000c0s1b0n0\"\nsession = \"a\""), "Unsupported argument | session"},
	{"number for triggers", stagedBlock("components = \"x3000c0s1b0n0\"\ntriggers = 5"), "Incorrect attribute value type | map of string required"},
	{"application with its own result", stagedBlock("components = \"x3000c0s1b0n0\"\nsucceeded = \"x3000c0s1b0n0\""), "Invalid Configuration for Read-Only Attribute | "},
}
