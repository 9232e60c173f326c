// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// The schemas of v1's requests, from the OpenAPI file of BOS 2.10.34, keyword
// by keyword in its order; v1 limits no lengths.
var (
	v1Text     = define(typed("string"))
	v1FullText = define(typed("string"), notEmpty("Length"))
	v1Nodes    = define(typed("array"), items(v1Text))

	v1MetadataSchema = closed(
		property{"complete", booleanSchema},
		property{"error_count", define(typed("integer"))},
		property{"in_progress", booleanSchema},
		property{"start_time", v1Text},
		property{"stop_time", nullable(v1Text)},
	)

	v1Links = define(typed("array"), items(closed(property{"href", v1Text}, property{"rel", v1Text})))

	v1StatusSchema = define(typed("object"), properties(
		property{"metadata", v1MetadataSchema},
		property{"boot_sets", define(typed("array"), items(v1Text), notEmpty("Items"))},
		property{"id", v1Text},
		property{"links", v1Links},
	))

	v1CategoryName = matching(`(?i)^(not_started|in_progress|succeeded|failed|excluded)$`)
	v1PhaseName    = matching(`(?i)(boot_set$|shutdown$|boot$|configure$)`)
	v1Errors       = define(typed("object"), eachProperty(v1Nodes))

	v1BootSetStatusSchema = define(typed("object"), properties(
		property{"name", v1Text},
		property{"session", v1Text},
		property{"metadata", v1MetadataSchema},
		property{"phases", define(typed("array"), items(v1PhaseSchema))},
		property{"links", v1Links},
	))

	v1PhaseSchema = define(typed("object"), properties(
		property{"name", define(typed("string"), matching(`(?i)^(boot|configure|shutdown)$`))},
		property{"metadata", v1MetadataSchema},
		property{"categories", define(typed("array"), items(define(typed("object"), properties(
			property{"name", define(typed("string"), v1CategoryName)},
			property{"node_list", v1Nodes},
		))))},
		property{"errors", v1Errors},
	))

	// v1UpdatesSchema is a list, each of whose items is one of three kinds.
	v1UpdatesSchema = define(typed("array"), items(define(oneOf(
		v1UpdateSchema("NodeChangeList", func() *schema {
			fields := []property{
				{"phase", define(typed("string"), v1PhaseName)},
				{"source", define(typed("string"), v1CategoryName)},
				{"destination", define(typed("string"), v1CategoryName)},
				{"node_list", v1Nodes},
			}

			return define(typed("object"), properties(fields...), noOthers(fields...),
				required("phase", "source", "destination", "node_list"))
		}()),
		v1UpdateSchema("NodeErrorsList", v1Errors),
		v1UpdateSchema("GenericMetadata", v1MetadataSchema),
	))))
)

func v1UpdateSchema(kind string, data *schema) *schema {
	return define(typed("object"), properties(
		property{"update_type", define(oneOfTexts(kind), typed("string"))},
		property{"phase", define(typed("string"), v1PhaseName)},
		property{"data", data},
	), required("data", "phase", "update_type"))
}

// v1SessionSchema is the schema of POST: since BOS 2.4 one of two objects, which
// makes every fault "not valid under any of the given schemas". The earlier
// pattern of operations accepts anything that begins with boot
// (v1-csm-1.3/026_session_create_loose_operation.json).
func v1SessionSchema(v version) *schema {
	links := readOnly(define(typed("array")))
	if v.before(release{2, 4, 0}) {
		fields := []property{
			{"operation", define(typed("string"), matching(`(?i)^boot|configure|reboot|shutdown$`))},
			{"templateUuid", v1Text},
			{"templateName", v1Text},
			{"job", readOnly(v1Text)},
			{"limit", v1Text},
			{"links", links},
		}

		return define(typed("object"), required("operation"), properties(fields...), noOthers(fields...))
	}
	named := []property{
		{"operation", define(typed("string"), matching(`(?i)^(boot|configure|reboot|shutdown)$`))},
		{"templateUuid", v1FullText},
		{"templateName", v1FullText},
		{"job", readOnly(text(0, 64))},
		{"limit", v1Text},
		{"links", links},
	}
	byUUID := append([]property{named[0], named[1]}, named[3:]...)

	return define(oneOf(
		define(typed("object"), properties(named...), required("operation", "templateName"), noOthers(named...)),
		define(typed("object"), properties(byUUID...), required("operation", "templateUuid"), noOthers(byUUID...)),
	))
}

// v1TemplateSchema is the schema of a template. Before BOS 2.5 a template could
// be fetched from a URL; before 2.0 its name had at most 45 characters
// (v1-csm-1.2/009_template_create_long_name.json).
func v1TemplateSchema(v version) *schema {
	name := v1FullText
	if v.before(release{2, 0, 0}) {
		name = define(typed("string"), notEmpty("Length"), atMost("Length", 45))
	}
	fields := []property{
		{"name", name},
		{"description", v1Text},
		{"cfs_url", v1Text},
		{"cfs_branch", v1Text},
		{"enable_cfs", booleanSchema},
		{"cfs", closed(
			property{"clone_url", v1Text}, property{"branch", v1Text}, property{"commit", v1Text},
			property{"playbook", v1Text}, property{"configuration", v1Text},
		)},
		{"partition", v1Text},
		{"boot_sets", define(typed("object"), eachProperty(v1BootSetSchema()))},
	}
	if v.before(release{2, 5, 0}) {
		fields = append([]property{{"templateUrl", v1Text}}, fields...)
	}
	if v.before(release{2, 8, 0}) {
		fields = append(fields, property{"links", readOnly(define(typed("array")))})
	}

	return define(typed("object"), properties(fields...), required("name"), noOthers(fields...))
}

func v1BootSetSchema() *schema {
	list, ordinal := define(typed("array"), notEmpty("Items"), items(v1Text)), define(typed("integer"), minimum(0))
	fields := []property{
		{"name", v1Text},
		{"path", v1Text},
		{"type", v1Text},
		{"etag", v1Text},
		{"kernel_parameters", v1Text},
		{"node_list", list},
		{"node_roles_groups", list},
		{"node_groups", list},
		{"rootfs_provider", v1Text},
		{"rootfs_provider_passthrough", v1Text},
		{"network", define(typed("string"), matching(`^[nN][mM][nN]$`))},
		{"boot_ordinal", ordinal},
		{"shutdown_ordinal", ordinal},
	}

	return define(typed("object"), properties(fields...), noOthers(fields...), required("path", "type"))
}
