// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// templateSchema returns the schema of PUT for a template.
func templateSchema(v version) *schema {
	if v.before(release{2, 25, 0}) {
		return looseTemplateSchema(v)
	}

	return strictTemplateSchema
}

// templatePatchSchema returns the schema of PATCH for a template. Before BOS 2.25
// there was one schema for both.
func templatePatchSchema(v version) *schema {
	if v.before(release{2, 25, 0}) {
		return looseTemplateSchema(v)
	}

	return strictTemplatePatchSchema
}

// templateNames returns the schema of a name in a path.
func templateNames(v version) *schema {
	if v.before(release{2, 25, 0}) {
		return v1FullText
	}

	return templateNameSchema
}

// looseTemplateSchema is V2SessionTemplate of the OpenAPI file of BOS 2.10.34, in
// its order: types, and hardly anything else. Nodes' architectures came with 2.5,
// tenants with 2.2.
func looseTemplateSchema(v version) *schema {
	cfs := closed(property{"configuration", v1Text})
	list := define(typed("array"), notEmpty("Items"), items(v1Text))
	bootSet := []property{
		{"name", v1Text},
		{"path", v1Text},
		{"cfs", cfs},
		{"type", v1Text},
		{"etag", v1Text},
		{"kernel_parameters", v1Text},
		{"node_list", list},
		{"node_roles_groups", list},
		{"node_groups", list},
		{"rootfs_provider", v1Text},
		{"rootfs_provider_passthrough", v1Text},
	}
	if !v.before(release{2, 5, 0}) {
		bootSet = append(bootSet, property{"arch", define(typed("string"), oneOfTexts("X86", "ARM", "Other", "Unknown"))})
	}
	fields := []property{
		{"name", readOnly(v1FullText)},
		{"description", v1Text},
		{"enable_cfs", booleanSchema},
		{"cfs", cfs},
		{"boot_sets", define(typed("object"), eachProperty(
			define(typed("object"), properties(bootSet...), noOthers(bootSet...), required("path", "type"))))},
		{"links", readOnly(define(typed("array")))},
	}
	if !v.before(release{2, 2, 0}) {
		fields = append(fields, property{"tenant", readOnly(nullable(v1Text))})
	}

	return define(typed("object"), properties(fields...), noOthers(fields...))
}
