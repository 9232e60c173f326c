// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestSessionTemplate_normalIsTheFormThatBOSStores(t *testing.T) {
	t.Parallel()
	written := bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": {
		Type: "s3", Path: soundImage,
		ETag: ptr(""), KernelParameters: ptr(""), RootfsProvider: ptr(""), RootfsProviderPassthrough: ptr(""),
		NodeList: []string{"X03000C0S01B0N00", "x3000c0s1b1n0", "NID000001", "x3000c0s1"}, NodeGroups: []string{}, NodeRolesGroups: []string{"Compute"},
	}}}

	got := written.Normal()

	want := bos.SessionTemplate{Name: "t", EnableCFS: ptr(true), BootSets: map[string]bos.BootSet{"c": {
		Type: "s3", Path: soundImage, Arch: "X86",
		NodeList: []string{"x3000c0s1b0n0", "x3000c0s1b1n0", "nid000001", "x3000c0s1"}, NodeRolesGroups: []string{"Compute"},
	}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if kept := fullTemplate(); !reflect.DeepEqual(kept.Normal(), kept) {
		t.Errorf("what BOS keeps is not its normal form: %+v", kept.Normal())
	}
}

func TestSessionTemplate_normalProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		c := randomSource{rand.New(rand.NewPCG(seed, 6))} //nolint:gosec // templates to try, the same in every run
		a := randomTemplate(c)
		b := respelled(c, a)
		normal := a.Normal()
		switch {
		case !reflect.DeepEqual(normal, normal.Normal()):
			t.Fatalf("seed %d: not idempotent: %+v", seed, normal)
		case !a.Equal(b) || !b.Equal(a) || a.Fingerprint() != b.Fingerprint():
			t.Fatalf("seed %d: a spelling counts:\n%+v\n%+v", seed, a, b)
		}
		other := randomTemplate(c)
		if a.Equal(other) != reflect.DeepEqual(a.Normal(), other.Normal()) || a.Equal(other) && a.Fingerprint() != other.Fingerprint() {
			t.Fatalf("seed %d:\n%+v\n%+v", seed, a, other)
		}
	}
}

func TestSessionTemplate_normalSharesNoMemory(t *testing.T) {
	t.Parallel()
	template := fullTemplate()

	normal := template.Normal()
	*normal.EnableCFS = false
	set := normal.BootSets["compute"]
	for _, s := range []*string{set.ETag, set.KernelParameters, set.RootfsProvider, set.RootfsProviderPassthrough} {
		*s = "changed"
	}
	for _, list := range [][]string{set.NodeList, set.NodeRolesGroups, set.NodeGroups} {
		list[0] = "changed"
	}
	delete(normal.BootSets, "plain")

	if !reflect.DeepEqual(template, fullTemplate()) {
		t.Errorf("got %+v", template)
	}
}

// randomTemplate chooses from so few values that two templates may be equal.
func randomTemplate(c randomSource) bos.SessionTemplate {
	template := bos.SessionTemplate{
		Name: pick(c, "a", "b"), Description: pick(c, "", "text"), EnableCFS: pick(c, nil, ptr(true), ptr(false)),
		Configuration: pick(c, "", "common"), BootSets: map[string]bos.BootSet{},
	}
	for _, name := range []string{"one", "two", "three"}[:c.IntN(4)] {
		text := func() *string { return pick(c, nil, ptr(""), ptr("x"), ptr(" x")) }
		list := func(of ...string) []string { return pick(c, nil, []string{}, of[:1], of) }
		template.BootSets[name] = bos.BootSet{
			Type: "s3", Path: pick(c, soundImage, ""), Arch: pick(c, "", "X86", "ARM"), Configuration: pick(c, "", "own"),
			ETag: text(), KernelParameters: text(), RootfsProvider: text(), RootfsProviderPassthrough: text(),
			NodeList:   list("x3000c0s1b0n0", "X3000C0S01B00N0", "nid000001", "x0c0s0b0n0"),
			NodeGroups: list("g", "G"), NodeRolesGroups: list("Compute", "compute"),
		}
	}
	return template
}

// respelled returns a template that BOS normalizes to the same.
func respelled(c randomSource, t bos.SessionTemplate) bos.SessionTemplate {
	if t.EnableCFS == nil || *t.EnableCFS {
		t.EnableCFS = pick(c, nil, ptr(true))
	}
	t.BootSets = maps.Clone(t.BootSets)
	for name, b := range t.BootSets {
		if b.Arch == "" || b.Arch == "X86" {
			b.Arch = pick(c, "", "X86")
		}
		for _, field := range []**string{&b.ETag, &b.KernelParameters, &b.RootfsProvider, &b.RootfsProviderPassthrough} {
			if *field == nil || **field == "" {
				*field = pick(c, nil, ptr(""))
			}
		}
		for _, field := range []*[]string{&b.NodeList, &b.NodeGroups, &b.NodeRolesGroups} {
			if len(*field) == 0 {
				*field = pick(c, nil, []string{})
			}
		}
		b.NodeList = slices.Clone(b.NodeList)
		for i, node := range b.NodeList {
			b.NodeList[i] = pick(c, node, strings.ToUpper(node), strings.ToLower(node), strings.NewReplacer("s", "s0", "c", "c00").Replace(node))
		}
		t.BootSets[name] = b
	}
	return t
}
