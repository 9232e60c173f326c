// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

var (
	cfsSchema = closed(property{"configuration", text(0, 127)})

	bootSetFields = []property{
		{"name", nameSchema()},
		{"path", text(1, 4095)},
		{"cfs", cfsSchema},
		{"type", text(1, 127)},
		{"etag", text(0, 65536)},
		{"kernel_parameters", text(0, 4096)},
		{"node_list", textList(65535)},
		{"node_roles_groups", textList(1023)},
		{"node_groups", textList(4095)},
		{"arch", define(typed("string"), oneOfTexts("X86", "ARM", "Other", "Unknown"))},
		{"rootfs_provider", text(1, 511)},
		{"rootfs_provider_passthrough", text(0, 4096)},
	}

	bootSetSchema = define(typed("object"),
		properties(bootSetFields...), noOthers(bootSetFields...), required("path", "type"))

	bootSetsSchema = define(typed("object"),
		atLeast("Properties", 1), atMost("Properties", 127), eachProperty(bootSetSchema))

	templatePatchFields = []property{
		{"description", text(1, 1023)},
		{"enable_cfs", booleanSchema},
		{"cfs", cfsSchema},
		{"boot_sets", bootSetsSchema},
	}

	strictTemplatePatchSchema = closed(templatePatchFields...)

	strictTemplateSchema = func() *schema {
		fields := append([]property{
			{"name", readOnly(nameSchema())},
			{"tenant", readOnlyTenant},
		}, templatePatchFields...)
		fields = append(fields, property{"links", readOnly(define(typed("array")))})

		return define(typed("object"), properties(fields...), noOthers(fields...), required("boot_sets"))
	}()
)

func textList(most int) *schema {
	return define(typed("array"), atLeast("Items", 1), atMost("Items", most), items(text(1, 127)))
}
