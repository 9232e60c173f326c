// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// bootSetModel is one boot set of a session template. The zero value is none.
type bootSetModel struct {
	Path, Type                types.String
	ETag, KernelParameters    types.String
	NodeList                  types.List
	NodeRolesGroups           types.List
	NodeGroups                types.List
	Arch                      types.String
	CFS                       types.Object
	RootfsProvider            types.String
	RootfsProviderPassthrough types.String
}

var (
	cfsTypes     = map[string]attr.Type{"configuration": types.StringType}
	textsType    = types.ListType{ElemType: types.StringType}
	bootSetTypes = map[string]attr.Type{
		"path": types.StringType, "type": types.StringType, "etag": types.StringType, "kernel_parameters": types.StringType,
		"node_list": textsType, "node_roles_groups": textsType, "node_groups": textsType,
		"arch": types.StringType, "cfs": types.ObjectType{AttrTypes: cfsTypes},
		"rootfs_provider": types.StringType, "rootfs_provider_passthrough": types.StringType,
	}
)

func bootSetOf(object types.Object) bootSetModel {
	attributes := object.Attributes()
	texts := func(name string) types.List {
		list, _ := attributes[name].(types.List)
		return list
	}
	text := func(name string) types.String {
		value, _ := attributes[name].(types.String)
		return value
	}
	cfs, _ := attributes["cfs"].(types.Object)
	return bootSetModel{
		Path:                      text("path"),
		Type:                      text("type"),
		ETag:                      text("etag"),
		KernelParameters:          text("kernel_parameters"),
		NodeList:                  texts("node_list"),
		NodeRolesGroups:           texts("node_roles_groups"),
		NodeGroups:                texts("node_groups"),
		Arch:                      text("arch"),
		CFS:                       cfs,
		RootfsProvider:            text("rootfs_provider"),
		RootfsProviderPassthrough: text("rootfs_provider_passthrough"),
	}
}

func (m bootSetModel) object() types.Object {
	return types.ObjectValueMust(bootSetTypes, map[string]attr.Value{
		"path":                        m.Path,
		"type":                        m.Type,
		"etag":                        m.ETag,
		"kernel_parameters":           m.KernelParameters,
		"node_list":                   m.NodeList,
		"node_roles_groups":           m.NodeRolesGroups,
		"node_groups":                 m.NodeGroups,
		"arch":                        m.Arch,
		"cfs":                         m.CFS,
		"rootfs_provider":             m.RootfsProvider,
		"rootfs_provider_passthrough": m.RootfsProviderPassthrough,
	})
}

func (m bootSetModel) toAPI() bos.BootSet {
	return bos.BootSet{
		Type:                      m.Type.ValueString(),
		Path:                      m.Path.ValueString(),
		ETag:                      knownString(m.ETag),
		KernelParameters:          knownString(m.KernelParameters),
		RootfsProvider:            knownString(m.RootfsProvider),
		RootfsProviderPassthrough: knownString(m.RootfsProviderPassthrough),
		NodeList:                  textsOf(m.NodeList),
		NodeRolesGroups:           textsOf(m.NodeRolesGroups),
		NodeGroups:                textsOf(m.NodeGroups),
		Arch:                      m.Arch.ValueString(),
		Configuration:             configurationOf(m.CFS).ValueString(),
	}
}

// fromAPI returns the boot set that BOS has, in normal form. A value of m that means the same keeps its spelling.
func (m bootSetModel) fromAPI(found bos.BootSet) bootSetModel {
	return bootSetModel{
		Path:                      keepText(m.Path, &found.Path),
		Type:                      types.StringValue(found.Type),
		ETag:                      keepText(m.ETag, found.ETag),
		KernelParameters:          keepText(m.KernelParameters, found.KernelParameters),
		NodeList:                  keepTexts(m.NodeList, found.NodeList, bos.NormalNode),
		NodeRolesGroups:           keepTexts(m.NodeRolesGroups, found.NodeRolesGroups, identical),
		NodeGroups:                keepTexts(m.NodeGroups, found.NodeGroups, identical),
		Arch:                      types.StringValue(found.Arch),
		CFS:                       keepCFS(m.CFS, found.Configuration),
		RootfsProvider:            keepText(m.RootfsProvider, found.RootfsProvider),
		RootfsProviderPassthrough: keepText(m.RootfsProviderPassthrough, found.RootfsProviderPassthrough),
	}
}

func identical(text string) string { return text }

// keepTexts returns the list that BOS has, with each item spelled as in prior. normal returns BOS's spelling.
func keepTexts(prior types.List, found []string, normal func(string) string) types.List {
	if len(found) == 0 {
		return types.ListNull(types.StringType)
	}
	written := map[string]string{}
	for _, text := range textsOf(prior) {
		written[normal(text)] = text
	}
	elements := make([]attr.Value, len(found))
	for i, text := range found {
		if own, ok := written[text]; ok {
			text = own
		}
		elements[i] = types.StringValue(text)
	}
	return types.ListValueMust(types.StringType, elements)
}

// configurationOf returns the configuration of a cfs block: null without a block, unknown if the block is.
func configurationOf(cfs types.Object) types.String {
	if cfs.IsUnknown() {
		return types.StringUnknown()
	}
	return textIn(cfs, "configuration")
}

// keepText returns prior if BOS has the same text. To BOS, "" is no text.
func keepText(prior types.String, found *string) types.String {
	text := ""
	if found != nil {
		text = *found
	}
	if prior.ValueString() == text {
		return prior
	}
	return textOrNull(text)
}

// keepCFS returns prior if it names the configuration that BOS has, or none, in whatever form.
func keepCFS(prior types.Object, configuration string) types.Object {
	switch {
	case configuration == "" && prior.IsNull():
		return types.ObjectNull(cfsTypes)
	case configurationOf(prior).ValueString() == configuration:
		return prior
	case configuration == "":
		return types.ObjectNull(cfsTypes)
	default:
		return types.ObjectValueMust(cfsTypes, map[string]attr.Value{"configuration": types.StringValue(configuration)})
	}
}
