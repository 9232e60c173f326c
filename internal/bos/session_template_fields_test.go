// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// The published specification of BOS 2.50 has these numbers.
func TestTextRule_findings(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		rule   bos.TextRule
		most   int
		filled bool
	}{
		"description":        {bos.DescriptionRule(), 1023, true},
		"configuration":      {bos.ConfigurationRule(), 127, false},
		"ETag":               {bos.ETagRule(), 65536, false},
		"kernel parameters":  {bos.KernelParametersRule(), 4096, false},
		"rootfs provider":    {bos.RootfsProviderRule(), 511, true},
		"rootfs passthrough": {bos.RootfsPassthroughRule(), 4096, false},
	} {
		empty := bos.TextFinding{}
		if row.filled {
			empty.Kind = bos.TextEmpty
		}
		for text, want := range map[string]bos.TextFinding{
			"x":                             {},
			strings.Repeat("ä", row.most):   {},
			strings.Repeat("ä", row.most+1): {Kind: bos.TextLength, Length: row.most + 1},
			"":                              empty,
		} {
			if got, found := row.rule.Finding(text); got != want || found != (want.Kind != 0) {
				t.Errorf("%s, %d bytes: %+v, %v, want %+v", name, len(text), got, found, want)
			}
		}
	}
}

func TestKernelParametersRule_oneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bos.TextFindingKind{
		" quiet  splash ": 0,
		"quiet splash\n":  bos.TextBreakAtEdge,
		"\tquiet":         bos.TextBreakAtEdge,
		"\n":              bos.TextBreakAtEdge,
		"quiet\nsplash\n": bos.TextBreak,
		"quiet\r\nsplash": bos.TextBreak,
		"quiet\tsplash":   bos.TextBreak,
		"quiet\v\fsplash": bos.TextBreak,
	} {
		if got, found := bos.KernelParametersRule().Finding(text); got.Kind != want || found != (want != 0) {
			t.Errorf("%q: %+v, %v, want %v", text, got, found, want)
		}
		// The control: other texts may have several lines.
		if got, found := bos.RootfsPassthroughRule().Finding(text); found {
			t.Errorf("%q as passthrough: %+v", text, got)
		}
	}
}

func TestCheckImagePath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bos.ImagePathFinding{
		"s3://boot-images/1/manifest.json":    {},
		"s3://b/k":                            {},
		"s3://b/" + strings.Repeat("k", 4088): {},
		"s3://b/" + strings.Repeat("k", 4089): {Kind: bos.ImagePathLength, Length: 4096},
		"":                                    {Kind: bos.ImagePathEmpty},
		"s3://boot-images":                    {Kind: bos.ImagePathNoKey},
		"s3://boot-images/":                   {Kind: bos.ImagePathNoKey},
		"s3:///k":                             {Kind: bos.ImagePathNoBucket},
		"S3://b/k":                            {Kind: bos.ImagePathSchemeCase, Meant: "s3://b/k"},
		"boot-images/1/manifest.json":         {Kind: bos.ImagePathScheme},
		"https://x/k":                         {Kind: bos.ImagePathScheme},
		"s3://b/k\n":                          {Kind: bos.ImagePathSpace, Meant: "s3://b/k"},
		" s3://b":                             {Kind: bos.ImagePathScheme},
	} {
		if got, found := bos.CheckImagePath(path); got != want || found != (want.Kind != 0) {
			t.Errorf("%.40q: %+v, %v, want %+v", path, got, found, want)
		}
	}
}
