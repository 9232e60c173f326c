// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"maps"
	"reflect"
	"slices"
)

// DefaultArch is the architecture of a boot set that has none. BOS ≥ 2.29 stores it.
const DefaultArch = "X86"

// Normal is the template as BOS keeps it, with its defaults written out: node names in lower case and without leading
// zeros, arch X86, enable_cfs true. An empty string or list of an optional field that means the same as none is none.
// It shares nothing with t.
func (t SessionTemplate) Normal() SessionTemplate {
	enabled := t.EnableCFS == nil || *t.EnableCFS
	t.EnableCFS = &enabled
	sets := make(map[string]BootSet, len(t.BootSets))
	for name, bootSet := range t.BootSets {
		sets[name] = bootSet.normal()
	}
	t.BootSets = sets
	return t
}

func (b BootSet) normal() BootSet {
	if b.Arch == "" {
		b.Arch = DefaultArch
	}
	b.ETag, b.KernelParameters = given(b.ETag), given(b.KernelParameters)
	b.RootfsProvider, b.RootfsProviderPassthrough = given(b.RootfsProvider), given(b.RootfsProviderPassthrough)
	b.NodeList = normalNodes(b.NodeList)
	b.NodeRolesGroups, b.NodeGroups = some(b.NodeRolesGroups), some(b.NodeGroups)
	return b
}

// given is a copy of s, nil for "".
func given(s *string) *string {
	if value(s) == "" {
		return nil
	}
	copied := *s
	return &copied
}

// some is a copy of list, nil where it is empty.
func some(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

func normalNodes(list []string) []string {
	list = some(list)
	for i, node := range list {
		list[i] = NormalNode(node)
	}
	return list
}

// Equal tells whether two templates are the same to BOS, name, tenant and description included.
func (t SessionTemplate) Equal(other SessionTemplate) bool {
	return reflect.DeepEqual(t.Normal(), other.Normal())
}

func sortedNames(sets map[string]BootSet) []string { return slices.Sorted(maps.Keys(sets)) }
