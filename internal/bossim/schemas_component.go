// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

var (
	bootArtifactsSchema = closed(
		property{"kernel", text(0, 4095)},
		property{"kernel_parameters", text(0, 4096)},
		property{"initrd", text(0, 4095)},
	)

	lastUpdatedSchema = readOnly(define(typed("string")))

	sessionNameOrEmptySchema = define(oneOf(sessionNameSchema, emptySchema))

	componentFields = []property{
		{"id", componentIDSchema},
		{"actual_state", closed(
			property{"boot_artifacts", bootArtifactsSchema},
			property{"bss_token", text(0, 65535)},
			property{"last_updated", lastUpdatedSchema},
		)},
		{"desired_state", closed(
			property{"boot_artifacts", bootArtifactsSchema},
			property{"configuration", text(0, 127)},
			property{"bss_token", text(0, 65535)},
			property{"last_updated", lastUpdatedSchema},
		)},
		{"staged_state", closed(
			property{"boot_artifacts", bootArtifactsSchema},
			property{"configuration", text(0, 127)},
			property{"session", sessionNameOrEmptySchema},
			property{"last_updated", lastUpdatedSchema},
		)},
		{"last_action", closed(
			property{"last_updated", lastUpdatedSchema},
			property{"action", define(typed("string"), oneOfTexts("actual_state_cleanup", "apply_staged", "newly_discovered",
				"powering_off_forcefully", "powering_off_gracefully", "powering_on", "session_setup"))},
			property{"failed", booleanSchema},
		)},
		{"event_stats", closed(
			property{"power_on_attempts", integer(0, 1048576)},
			property{"power_off_graceful_attempts", integer(0, 1048576)},
			property{"power_off_forceful_attempts", integer(0, 1048576)},
		)},
		{"status", closed(
			property{"phase", phaseSchema},
			property{"status", readOnly(define(typed("string")))},
			property{"status_override", text(0, 65536)},
		)},
		{"enabled", booleanSchema},
		{"error", text(0, 65536)},
		{"session", sessionNameOrEmptySchema},
		{"retry_policy", integer(0, 1048576)},
	}

	componentSchema = define(typed("object"),
		properties(componentFields...), noOthers(componentFields...), atLeast("Properties", 1))

	componentWithIDSchema = define(typed("object"),
		properties(componentFields...), noOthers(componentFields...), required("id"))

	componentsPutSchema = define(typed("array"), items(componentWithIDSchema))

	componentsFilterSchema = define(oneOf(
		filterSchema("ids", property{"ids", text(1, 65535)}, property{"session", nullableEmptySchema}),
		filterSchema("session", property{"ids", nullableEmptySchema}, property{"session", sessionNameSchema}),
	))

	componentsUpdateSchema = define(oneOf(
		updateSchema(property{"patch", componentSchema}, property{"filters", componentsFilterSchema}),
		componentsPutSchema,
	))
)

func filterSchema(needed string, fields ...property) *schema {
	return define(typed("object"), properties(fields...), required(needed), noOthers(fields...))
}

func updateSchema(fields ...property) *schema {
	return define(typed("object"), properties(fields...), required("patch", "filters"), noOthers(fields...))
}
