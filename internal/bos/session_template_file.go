// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"slices"
	"strconv"
)

// TemplateFileFaultKind is what is wrong in the JSON of a session template.
type TemplateFileFaultKind int

// The kinds of TemplateFileFault.
const (
	TemplateNoJSON     TemplateFileFaultKind = iota + 1 // see Err
	TemplateList                                        // a list, as of all session templates
	TemplateUnknownKey                                  // see Meant
	TemplateOnlyV1                                      // a key of v1 of the API, whose effect v2 does not have
	TemplateKeyTwice
	TemplateType       // see Wanted and Found
	TemplateNoBootSets // no key boot_sets
)

// TemplateFileFault is one thing that is wrong in the JSON of a session template.
type TemplateFileFault struct {
	Kind          TemplateFileFaultKind
	Path          string   // such as boot_sets["compute"].node_list[0]; "" for the whole
	Meant         string   // of TemplateUnknownKey: the nearest known key, "" if there is none
	Known         []string // of TemplateUnknownKey
	Wanted, Found string   // of TemplateType: "a string", "a list", …
	Err           error    // of TemplateNoJSON; it names line and column
}

// ReadTemplateFile parses the JSON of a session template as BOS describes it, such as the output of
// `cray bos v2 sessiontemplates describe NAME --format json`. Keys that BOS v2 does not know are faults, and so are
// keys that are there twice. The links are read over, and so are the keys of BOS v1 that have no effect in v2: network,
// boot_ordinal and shutdown_ordinal, and a boot set's name. A null is the same as no key. The result is not checked
// further, and not in normal form.
func ReadTemplateFile(text string) (SessionTemplate, []TemplateFileFault) {
	root, err := parseJSON(text)
	if err != nil {
		return SessionTemplate{}, []TemplateFileFault{{Kind: TemplateNoJSON, Err: err}}
	}
	if root.kind == jsonList {
		return SessionTemplate{}, []TemplateFileFault{{Kind: TemplateList}}
	}
	r := templateReader{}
	template := r.template(root)
	if len(r.faults) > 0 {
		return SessionTemplate{}, r.faults
	}
	return template, nil
}

// templateReader collects what is wrong in a template.
type templateReader struct{ faults []TemplateFileFault }

// jsonKey is a key of an object, and what reads its value; nil reads over it.
type jsonKey struct {
	name string
	read func(path string, value jsonValue)
}

func (r *templateReader) template(root jsonValue) SessionTemplate {
	template := SessionTemplate{BootSets: map[string]BootSet{}}
	hasSets := false
	r.object("", root, []jsonKey{
		{"name", r.text(&template.Name)},
		{"tenant", r.text(&template.Tenant)},
		{"description", r.text(&template.Description)},
		{"enable_cfs", r.flag(&template.EnableCFS)},
		{"cfs", r.cfs(&template.Configuration)},
		{"boot_sets", func(path string, value jsonValue) {
			hasSets = true
			r.bootSets(path, value, template.BootSets)
		}},
		{"links", nil},
	}, "cfs_url", "cfs_branch", "partition")
	if !hasSets && root.kind == jsonObject {
		r.faults = append(r.faults, TemplateFileFault{Kind: TemplateNoBootSets})
	}
	return template
}

func (r *templateReader) bootSets(path string, value jsonValue, sets map[string]BootSet) {
	if value.kind != jsonObject {
		r.wrongType(path, jsonObject, value)
		return
	}
	seen := map[string]bool{}
	for _, member := range value.members {
		at := path + "[" + strconv.Quote(member.name) + "]"
		if seen[member.name] {
			r.faults = append(r.faults, TemplateFileFault{Kind: TemplateKeyTwice, Path: at})
			continue
		}
		seen[member.name] = true
		sets[member.name] = r.bootSet(at, member.value)
	}
}

func (r *templateReader) bootSet(path string, value jsonValue) BootSet {
	var set BootSet
	r.object(path, value, []jsonKey{
		{"path", r.text(&set.Path)},
		{"type", r.text(&set.Type)},
		{"etag", r.option(&set.ETag)},
		{"kernel_parameters", r.option(&set.KernelParameters)},
		{"node_list", r.texts(&set.NodeList)},
		{"node_roles_groups", r.texts(&set.NodeRolesGroups)},
		{"node_groups", r.texts(&set.NodeGroups)},
		{"arch", r.text(&set.Arch)},
		{"cfs", r.cfs(&set.Configuration)},
		{"rootfs_provider", r.option(&set.RootfsProvider)},
		{"rootfs_provider_passthrough", r.option(&set.RootfsProviderPassthrough)},
		{"name", nil},
		{"network", nil},
		{"boot_ordinal", nil},
		{"shutdown_ordinal", nil},
	})
	return set
}

func (r *templateReader) cfs(into *string) func(string, jsonValue) {
	return func(path string, value jsonValue) {
		r.object(path, value, []jsonKey{{"configuration", r.text(into)}}, "clone_url", "branch", "commit", "playbook")
	}
}

// object reads the members of an object. Those that are null, or whose key of v1 has no value, are read over.
func (r *templateReader) object(path string, value jsonValue, known []jsonKey, onlyV1 ...string) {
	if value.kind != jsonObject {
		r.wrongType(path, jsonObject, value)
		return
	}
	seen := map[string]bool{}
	for _, member := range value.members {
		at := memberPath(path, member.name)
		i := slices.IndexFunc(known, func(key jsonKey) bool { return key.name == member.name })
		isNull := member.value.kind == jsonNull
		switch {
		case seen[member.name]:
			r.faults = append(r.faults, TemplateFileFault{Kind: TemplateKeyTwice, Path: at})
		case i < 0 && slices.Contains(onlyV1, member.name):
			if !isNull && (member.value.kind != jsonString || member.value.text != "") {
				r.faults = append(r.faults, TemplateFileFault{Kind: TemplateOnlyV1, Path: at})
			}
		case i < 0:
			r.unknownKey(at, member.name, known)
		case known[i].read != nil && (!isNull || member.name == "boot_sets"):
			known[i].read(at, member.value)
		}
		seen[member.name] = true
	}
}

func (r *templateReader) unknownKey(path, name string, known []jsonKey) {
	fault := TemplateFileFault{Kind: TemplateUnknownKey, Path: path}
	for _, key := range known {
		if key.read != nil {
			fault.Known = append(fault.Known, key.name)
		}
	}
	fault.Meant = meantKey(name, fault.Known)
	r.faults = append(r.faults, fault)
}

// meantKey returns the nearest of the known keys, or the first one that name abbreviates by leaving out letters.
func meantKey(name string, known []string) string {
	if nearest := Nearest(name, known); nearest != "" || len(name) < 4 {
		return nearest
	}
	for _, key := range known {
		rest := name
		for i := 0; i < len(key) && rest != ""; i++ {
			if key[i] == rest[0] {
				rest = rest[1:]
			}
		}
		if rest == "" {
			return key
		}
	}
	return ""
}

func (r *templateReader) wrongType(path, wanted string, value jsonValue) {
	r.faults = append(r.faults, TemplateFileFault{Kind: TemplateType, Path: path, Wanted: wanted, Found: value.kind})
}

func (r *templateReader) text(into *string) func(string, jsonValue) {
	return func(path string, value jsonValue) {
		if value.kind != jsonString {
			r.wrongType(path, jsonString, value)
		}
		*into = value.text
	}
}

func (r *templateReader) option(into **string) func(string, jsonValue) {
	return func(path string, value jsonValue) {
		*into = new(string)
		r.text(*into)(path, value)
	}
}

func (r *templateReader) flag(into **bool) func(string, jsonValue) {
	return func(path string, value jsonValue) {
		if value.kind != jsonBool {
			r.wrongType(path, jsonBool, value)
		}
		is := value.is
		*into = &is
	}
}

func (r *templateReader) texts(into *[]string) func(string, jsonValue) {
	return func(path string, value jsonValue) {
		if value.kind != jsonList {
			r.wrongType(path, jsonList, value)
		}
		*into = make([]string, len(value.items))
		for i, item := range value.items {
			r.text(&(*into)[i])(fmt.Sprintf("%s[%d]", path, i), item)
		}
	}
}

// memberPath returns the path of an object's member, as Terraform writes it.
func memberPath(path, name string) string {
	if !ObjectName().accepts(name) {
		return path + "[" + strconv.Quote(name) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}
