// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

const (
	namePattern = `^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,125}[a-zA-Z0-9])?$`
	agePattern  = `^(0|0[mMhHdDwW]|[1-9][0-9]*[mMhHdDwW])$`

	actualStateTTLPattern = `^[1-9][0-9]*[hHdDwW]$`

	loggingPattern = `^([dD][eE][bB][uU][gG]|[iI][nN][fF][oO]|[wW][aA][rR][nN][iI][nN][gG]|` +
		`[eE][rR][rR][oO][rR]|[cC][rR][iI][tT][iI][cC][aA][lL])$`
)

// The schemas of requests, from the OpenAPI file of BOS 2.50.0, keyword by
// keyword in its order.
var (
	sessionNameSchema  = withText(nameSchema(), sessionNameText)
	templateNameSchema = withText(nameSchema(), templateNameText)
	componentIDSchema  = withText(text(1, 127), componentIDText)
	ageSchema          = withText(age(agePattern, 1), ageText)
	sessionLabelSchema = withText(oneOfStrings("pending", "running", "complete"), sessionLabelText)
	tenantSchema       = withText(define(typed("string"), atMost("Length", 127)), tenantText)
	phaseSchema        = withText(oneOfStrings("configuring", "powering_off", "powering_on", ""), phaseText)

	actualStateTTLSchema = age(actualStateTTLPattern, 2)
	loggingLevelSchema   = define(typed("string"), matching(loggingPattern))

	emptySchema         = define(typed("string"), oneOfTexts(""), atMost("Length", 0))
	nullableEmptySchema = nullable(emptySchema)
	limitSchema         = nullable(text(0, 524288))
	readOnlyTenant      = readOnly(nullable(text(0, 127)))

	sessionCreateSchema = func() *schema {
		fields := []property{
			{"name", sessionNameSchema},
			{"operation", define(typed("string"), oneOfTexts("boot", "reboot", "shutdown"))},
			{"template_name", templateNameSchema},
			{"limit", limitSchema},
			{"stage", booleanSchema},
			{"include_disabled", booleanSchema},
		}

		return define(typed("object"), properties(fields...), required("operation", "template_name"), noOthers(fields...))
	}()

	sessionUpdateSchema = closed(
		property{"components", text(0, 524288)},
		property{"status", closed(
			property{"start_time", text(0, 127)},
			property{"end_time", nullable(text(0, 127))},
			property{"status", sessionLabelSchema},
			property{"error", nullable(text(0, 65536))},
		)},
	)

	applyStagedSchema = closed(
		property{"xnames", define(typed("array"), atMost("Items", 32768), items(componentIDSchema))},
	)
)

func nameSchema() *schema {
	return define(typed("string"), atLeast("Length", 1), atMost("Length", 127), matching(namePattern))
}

// age returns the schema of an age of at least that many characters.
func age(pattern string, least int) *schema {
	return define(typed("string"), matching(pattern), atLeast("Length", least), atMost("Length", 8))
}

func oneOfStrings(texts ...string) *schema { return define(typed("string"), oneOfTexts(texts...)) }

// optionsSchema returns the schema of PATCH for the options: those of the
// release, and any others of any type.
func optionsSchema(v version) *schema {
	known, fields := defaultOptions(v), []property{}
	for _, field := range optionFields(v) {
		if known.has(field.name) {
			fields = append(fields, field)
		}
	}
	if v.before(release{2, 25, 0}) {
		return define(typed("object"), properties(fields...))
	}

	return define(typed("object"), properties(fields...), atLeast("Properties", 1), atMost("Properties", 1024))
}

func optionFields(v version) []property {
	timeout, wait := integer(10, 86400), integer(0, 1048576)
	ttl, level := actualStateTTLSchema, loggingLevelSchema
	if v.before(release{2, 25, 0}) {
		ttl, level = ageSchema, v1Text
	}

	return []property{
		{"bss_read_timeout", timeout},
		{"cfs_read_timeout", timeout},
		{"cleanup_completed_session_ttl", ageSchema},
		{"clear_stage", booleanSchema},
		{"component_actual_state_ttl", ttl},
		{"default_retry_policy", wait},
		{"disable_components_on_completion", booleanSchema},
		{"discovery_frequency", integer(0, 33554432)},
		{"hsm_read_timeout", timeout},
		{"ims_errors_fatal", booleanSchema},
		{"ims_images_must_exist", booleanSchema},
		{"ims_read_timeout", timeout},
		{"logging_level", level},
		{"max_boot_wait_time", wait},
		{"max_component_batch_size", integer(0, 131071)},
		{"max_power_off_wait_time", wait},
		{"max_power_on_wait_time", wait},
		{"pcs_read_timeout", timeout},
		{"polling_frequency", wait},
		{"reject_nids", booleanSchema},
		{"session_limit_required", booleanSchema},
	}
}
