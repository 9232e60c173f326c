// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"reflect"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// The fingerprint must never change, as users' triggers start sessions when it does. The values were computed by
// another program.
func TestSessionTemplate_fingerprintNeverChanges(t *testing.T) {
	t.Parallel()
	off := fullTemplate()
	*off.EnableCFS = false
	for name, test := range map[string]struct {
		template bos.SessionTemplate
		want     string
	}{
		"every field":  {fullTemplate(), "bs1-062cd735109360ede8c72f11565cd9211b4f77acc47a14953593ed5cfe805407"},
		"CFS disabled": {off, "bs1-742c27aa848645030499d3b558bcf3e2fbf6bf96498b7c45099c908aa2e194e1"},
		"the least": {
			bos.SessionTemplate{BootSets: map[string]bos.BootSet{"c": soundBootSet()}},
			"bs1-ded484c086c324cf9fdebfb0bc8057bb1485b4de218afa134960a74ffcb7db29",
		},
		"nothing": {bos.SessionTemplate{}, "bs1-af970576a5ac77be519e049575cab2b5dde3272fd0738ef1d932987ae51ab71d"},
	} {
		if got := test.template.Fingerprint(); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// change edits one field of a template, its value or a part of it.
type change struct {
	change func(*bos.SessionTemplate)
	runs   bool // nodes would run something else
}

// inBootSet changes the boot set "compute" of fullTemplate.
func inBootSet(edit func(*bos.BootSet)) func(*bos.SessionTemplate) {
	return func(t *bos.SessionTemplate) {
		bootSet := t.BootSets["compute"]
		edit(&bootSet)
		t.BootSets["compute"] = bootSet
	}
}

// templateChanges and bootSetChanges have at least one change of each field.
var templateChanges = map[string][]change{
	"Name":          {{func(t *bos.SessionTemplate) { t.Name = "other" }, false}},
	"Tenant":        {{func(t *bos.SessionTemplate) { t.Tenant = "blue" }, false}},
	"Description":   {{func(t *bos.SessionTemplate) { t.Description = "" }, false}},
	"EnableCFS":     {{func(t *bos.SessionTemplate) { *t.EnableCFS = false }, true}},
	"Configuration": {{func(t *bos.SessionTemplate) { t.Configuration = "" }, true}},
	"BootSets": {
		{func(t *bos.SessionTemplate) { delete(t.BootSets, "plain") }, true},
		{func(t *bos.SessionTemplate) { t.BootSets["third"] = t.BootSets["plain"] }, true},
		// Renamed, in their order and in reverse order: a node that both name belongs to the last one.
		{func(t *bos.SessionTemplate) { t.BootSets["a"] = t.BootSets["compute"]; delete(t.BootSets, "compute") }, false},
		{func(t *bos.SessionTemplate) { t.BootSets["z"] = t.BootSets["compute"]; delete(t.BootSets, "compute") }, true},
	},
}

var bootSetChanges = map[string][]change{
	"Type":                      {{inBootSet(func(b *bos.BootSet) { b.Type = "http" }), true}},
	"Path":                      {{inBootSet(func(b *bos.BootSet) { b.Path += "x" }), true}},
	"ETag":                      {{inBootSet(func(b *bos.BootSet) { b.ETag = nil }), true}},
	"KernelParameters":          {{inBootSet(func(b *bos.BootSet) { b.KernelParameters = ptr("quiet ro") }), true}}, // one space less
	"RootfsProvider":            {{inBootSet(func(b *bos.BootSet) { b.RootfsProvider = ptr("cpss3") }), true}},
	"RootfsProviderPassthrough": {{inBootSet(func(b *bos.BootSet) { b.RootfsProviderPassthrough = nil }), true}},
	"NodeList": {
		{inBootSet(func(b *bos.BootSet) { b.NodeList = b.NodeList[:1] }), true},
		{inBootSet(func(b *bos.BootSet) { b.NodeList = []string{"x3000c0s1b0n0", "x3000c0s1b1n0"} }), false}, // reversed
		{inBootSet(func(b *bos.BootSet) { b.NodeList = append(b.NodeList, b.NodeList[0]) }), false},
	},
	"NodeRolesGroups": {
		{inBootSet(func(b *bos.BootSet) { b.NodeRolesGroups = []string{"Compute"} }), true},
		{inBootSet(func(b *bos.BootSet) { b.NodeRolesGroups = []string{"Application_UAN", "Compute"} }), false},
	},
	"NodeGroups": {
		{inBootSet(func(b *bos.BootSet) { b.NodeGroups = nil }), true},
		{inBootSet(func(b *bos.BootSet) { b.NodeGroups = []string{"GRP-B", "grp-a"} }), true}, // groups are not xnames
		{inBootSet(func(b *bos.BootSet) { b.NodeGroups, b.NodeRolesGroups = b.NodeRolesGroups, b.NodeGroups }), true},
		{inBootSet(func(b *bos.BootSet) { b.NodeGroups = []string{"grp-a", "grp-b"} }), false},
	},
	"Arch":          {{inBootSet(func(b *bos.BootSet) { b.Arch = "" }), true}},
	"Configuration": {{inBootSet(func(b *bos.BootSet) { b.Configuration = "" }), true}},
}

func TestSessionTemplate_equalAndFingerprintByField(t *testing.T) {
	t.Parallel()
	for _, of := range []struct {
		typ     reflect.Type
		changes map[string][]change
	}{
		{reflect.TypeFor[bos.SessionTemplate](), templateChanges},
		{reflect.TypeFor[bos.BootSet](), bootSetChanges},
	} {
		if of.typ.NumField() != len(of.changes) {
			t.Errorf("%s has %d fields, and changes of %d are laid down", of.typ, of.typ.NumField(), len(of.changes))
		}
		for i := range of.typ.NumField() {
			name := of.typ.Field(i).Name
			if len(of.changes[name]) == 0 {
				t.Errorf("%s.%s: nothing is said about a change of it", of.typ, name)
			}
			for n, change := range of.changes[name] {
				was, is := fullTemplate(), fullTemplate()
				change.change(&is)
				if is.Equal(was) || was.Equal(is) {
					t.Errorf("%s.%s, change %d: not distinguished", of.typ, name, n+1)
				}
				if runs := is.Fingerprint() != was.Fingerprint(); runs != change.runs {
					t.Errorf("%s.%s, change %d: another fingerprint: %t, want %t", of.typ, name, n+1, runs, change.runs)
				}
			}
		}
	}
}

// A configuration that is not in force has no effect.
func TestSessionTemplate_fingerprintHashesTheConfigurationInForce(t *testing.T) {
	t.Parallel()
	all := func(own, common string, enabled bool) string {
		set := soundBootSet()
		set.Configuration = own
		return bos.SessionTemplate{EnableCFS: &enabled, Configuration: common, BootSets: map[string]bos.BootSet{"c": set}}.Fingerprint()
	}
	if all("own", "common", true) != all("", "own", true) {
		t.Error("a boot set's own is in force, or else the template's")
	}
	if all("own", "common", true) != all("own", "another", true) {
		t.Error("the template's is not in force where the boot set has its own")
	}
	if all("own", "common", false) != all("", "", true) {
		t.Error("none is in force where CFS is not enabled")
	}
	if all("own", "", true) == all("", "", true) {
		t.Error("a configuration is none")
	}
}
