// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestIsNode(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"x3000c0s1b0n0": true, "x0c0s0b0n0": true, "x9999c7s100b10n12": true,
		"X3000c0s1b0n0": false, "x3000C0s1b0n0": false, "x03000c0s1b0n0": false, "x3000c0s01b0n0": false, "x00c0s0b0n0": false, "x3000c0s1b0n00": false,
		"x30000c0s1b0n0": false, "x3000c8s1b0n0": false, "x3000c10s1b0n0": false,
		"x3000c0s1b0": false, "x3000c0s1": false, "x3000c0": false, "x3000": false, "": false, "x": false,
		"x3000c0s1b0n0 ": false, "x3000c0s1b0n0\n": false, "ax3000c0s1b0n0": false, "x3000c0s1b0n0p0": false, "x3000c0\u017f1b0n0": false,
	} {
		if got := bos.IsNode(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestParseXname(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		level  bos.XnameLevel
		normal string
		exists bool
	}{
		"x3000c0s1b0n0":    {bos.XnameNode, "x3000c0s1b0n0", true},
		"X03000C0S01b0N00": {bos.XnameNode, "x3000c0s1b0n0", false}, // as written; its normal form exists
		"x3000c0s1b0":      {bos.XnameController, "x3000c0s1b0", true},
		"x3000c0s010":      {bos.XnameSlot, "x3000c0s10", true},
		"x30000c0s1":       {bos.XnameSlot, "x30000c0s1", false},
		"x3000c8s1b0":      {bos.XnameController, "x3000c8s1b0", false},
	} {
		x, ok := bos.ParseXname(text)
		if !ok || x.String() != text || x.Level() != want.level || x.Normal().String() != want.normal || x.Exists() != want.exists {
			t.Errorf("%q: %+v, %v, want %+v", text, x, ok, want)
		}
		if normal, ok := bos.ParseXname(want.normal); !ok || normal != x.Normal() || normal != normal.Normal() {
			t.Errorf("%q: the normal form %+v is not parsed to itself", text, normal)
		}
	}
	for _, text := range []string{
		"", "x", "x3000", "x3000c0", "compute", "x3000c0s", "x3000c0s1b", "x3000c0s1b0n", "x3000c0s1n0",
		"x3000c0s1b0n0,x3000c0s1b0n1",
	} {
		if x, ok := bos.ParseXname(text); ok {
			t.Errorf("%q: %+v, want none", text, x)
		}
	}
}

func TestMeantNode(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"X3000C0S1B0N0": "x3000c0s1b0n0", "x03000c0s01b0n00": "x3000c0s1b0n0",
		"x3000c0s1b0n0": "", "x30000c0s1b0n0": "", "X3000c8s1b0n0": "", "X3000c0s1b0": "", "nid1": "", "": "",
	} {
		if got, ok := bos.MeantNode(name); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", name, got, ok, want)
		}
	}
}
