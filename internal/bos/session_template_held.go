// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "slices"

// unheld returns t with a value that BOS accepts in place of each value that held has too.
func (t SessionTemplate) unheld(held SessionTemplate) SessionTemplate {
	if t.Description == held.Description {
		t.Description = ""
	}
	if t.Configuration == held.Configuration {
		t.Configuration = ""
	}
	sets := make(map[string]BootSet, len(t.BootSets))
	for name, bootSet := range t.BootSets {
		if before, found := held.BootSets[name]; found {
			bootSet = bootSet.unheld(before).unheldNodes(before)
		}
		sets[name] = bootSet
	}
	t.BootSets = sets
	return t
}

func (b BootSet) unheld(held BootSet) BootSet {
	if b.Type == held.Type {
		b.Type = ImageType
	}
	if b.Path == held.Path {
		b.Path = imageScheme + "held/manifest.json"
	}
	if b.Arch == held.Arch {
		b.Arch = DefaultArch
	}
	if b.Configuration == held.Configuration {
		b.Configuration = ""
	}
	for _, text := range []struct{ own, held **string }{
		{&b.ETag, &held.ETag},
		{&b.KernelParameters, &held.KernelParameters},
		{&b.RootfsProvider, &held.RootfsProvider},
		{&b.RootfsProviderPassthrough, &held.RootfsProviderPassthrough},
	} {
		if value(*text.own) == value(*text.held) {
			*text.own = nil
		}
	}
	return b
}

// unheldNodes leaves out each list in which held has a bad item, and accepts a boot set without nodes if held has none.
func (b BootSet) unheldNodes(held BootSet) BootSet {
	anyNodes := held.NodeList == nil && held.NodeRolesGroups == nil && held.NodeGroups == nil
	for _, list := range []struct {
		own  *[]string
		held []string
		rule BootSetListRule
	}{
		{&b.NodeList, held.NodeList, NodeListRule()},
		{&b.NodeRolesGroups, held.NodeRolesGroups, NodeRolesGroupsRule()},
		{&b.NodeGroups, held.NodeGroups, NodeGroupsRule()},
	} {
		tooMany := len(*list.own) > list.rule.Max && len(list.held) <= list.rule.Max
		if *list.own != nil && !tooMany && list.rule.refuses(list.held) {
			*list.own, anyNodes = nil, true
		}
	}
	if anyNodes && b.NodeList == nil && b.NodeRolesGroups == nil && b.NodeGroups == nil {
		b.NodeGroups = []string{"held"}
	}
	return b
}

// refuses reports whether the list is empty, or has too many items or one with a finding.
func (r BootSetListRule) refuses(list []string) bool {
	return list != nil && len(list) == 0 || len(list) > r.Max || len(r.Findings(slices.All(list))) > 0
}
