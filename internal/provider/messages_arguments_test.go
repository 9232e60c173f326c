// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import "strings"

// validated is a cause that is a block, or several.
func validated(what, block string) cause {
	return badConfigCauses([]badConfig{{what, block, ""}})[0]
}

// argumentCauses are arguments of a session that the tables of bad configurations do not have.
func argumentCauses() (causes []cause) {
	for _, limit := range []string{
		"blue, ", "blue,! x3000c0s1b0n0", "blue,all", "all,blue", "all,&*", "blue,!green", "x3000c0s1b0n0,!x3000c0s1b1n0", "x30000c0s1b0n0", "nid000001", "x3000c0s1", "x3000c0s1b0",
		"All", "x3000c0s1b[0-3]n0", "blue green", "X3000C0S1B0N0",
	} {
		causes = append(causes, validated("limit `"+limit+"`", sessionBlock(`limit = "`+limit+`"`)))
	}
	return append(
		causes,
		validated("limit that is too long", sessionBlock(`limit = "`+strings.Repeat("a", 524288+1)+`"`)),
		validated("operation with a space", sessionBlock(`operation = "boot "`)),
		validated("timeout that is empty", sessionBlock(`timeouts = { create = "" }`)),
		validated("timeout in capitals", sessionBlock(`timeouts = { create = "90M" }`)),
		validated("timeout in words", sessionBlock(`timeouts = { create = "two hours" }`)),
		validated("timeout of too great a number", sessionBlock(`timeouts = { create = "99999999999" }`)),
		validated("request_timeout without a unit that fits", providerBlock(`request_timeout = "99999"`)),
		validated("poll_interval in words", providerBlock(`poll_interval = "often"`)),
		validated("age that is empty", dataBlock("bos_sessions", `min_age = ""`)),
		validated("age with a space", dataBlock("bos_sessions", `min_age = "5d "`)),
	)
}
