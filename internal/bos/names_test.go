// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestObjectName_findings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bos.NameFinding{
		"a":                      {},
		"7":                      {},
		"Nightly-Boot_2.x":       {},
		"a--b":                   {},
		strings.Repeat("a", 127): {},
		"":                       {Kind: bos.NameEmpty},
		strings.Repeat("a", 128): {Kind: bos.NameLength, Length: 128},
		"-a":                     {Kind: bos.NameBegin, Character: "-"},
		".":                      {Kind: bos.NameBegin, Character: "."},
		"a.":                     {Kind: bos.NameEnd, Character: "."},
		"a\n":                    {Kind: bos.NameSpace, Meant: "a"},
		" a":                     {Kind: bos.NameSpace, Meant: "a"},
		"a b":                    {Kind: bos.NameCharacter, Character: " ", Position: 2},
		"äb/c":                   {Kind: bos.NameCharacter, Character: "ä", Position: 1},
		"b/c\n":                  {Kind: bos.NameCharacter, Character: "/", Position: 2},
		"\n":                     {Kind: bos.NameCharacter, Character: "\n", Position: 1},
	} {
		if got, found := bos.ObjectName().Finding(name); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", name, got, found, want)
		}
	}
}

// A prefix that is accepted makes an accepted name, and one that is not makes none.
func TestSessionNamePrefix_findings(t *testing.T) {
	t.Parallel()
	const id = "0b1e8f5a-5c2f-4f0e-9d0e-1d6a3c9b7f42"
	for prefix, want := range map[string]bos.NameFinding{
		"nightly-":              {},
		"a":                     {},
		"a.":                    {},
		"A_":                    {},
		strings.Repeat("a", 91): {},
		"":                      {Kind: bos.NameEmpty},
		strings.Repeat("a", 92): {Kind: bos.NameLength, Length: 92},
		"-a":                    {Kind: bos.NameBegin, Character: "-"},
		"a/":                    {Kind: bos.NameCharacter, Character: "/", Position: 2},
		"a ":                    {Kind: bos.NameSpace, Meant: "a"},
	} {
		if got, found := bos.SessionNamePrefix().Finding(prefix); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", prefix, got, found, want)
		}
		if _, found := bos.ObjectName().Finding(prefix + id); prefix != "" && found != (want.Kind != 0) {
			t.Errorf("%q: the name that it makes is accepted: %t", prefix, !found)
		}
	}
}

func TestTenantName_findings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bos.NameFinding{
		"vcluster-my-tenant1":    {},
		"abc":                    {},
		strings.Repeat("a", 127): {},
		"":                       {Kind: bos.NameEmpty},
		"ab":                     {Kind: bos.NameLength, Length: 2},
		strings.Repeat("a", 128): {Kind: bos.NameLength, Length: 128},
		"Blue":                   {Kind: bos.NameCharacter, Character: "B", Position: 1},
		"my_tenant":              {Kind: bos.NameCharacter, Character: "_", Position: 3},
		".blue":                  {Kind: bos.NameBegin, Character: "."},
	} {
		if got, found := bos.TenantName().Finding(name); got != want || found != (want.Kind != 0) {
			t.Errorf("%q: %+v, %v, want %+v", name, got, found, want)
		}
	}
}
