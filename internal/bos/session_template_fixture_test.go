// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"github.com/bosops/terraform-provider-bos/internal/bos"
)

const soundImage = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"

func soundBootSet() bos.BootSet {
	return bos.BootSet{Type: "s3", Path: soundImage, NodeList: []string{"x3000c0s1b0n0"}}
}

// fullTemplate returns a template with every field, in its normal form.
func fullTemplate() bos.SessionTemplate {
	enabled := true
	return bos.SessionTemplate{
		Name: "full", Description: "all of it", EnableCFS: &enabled, Configuration: "common",
		BootSets: map[string]bos.BootSet{
			"compute": {
				Type: "s3", Path: soundImage, Arch: "Unknown", Configuration: "own",
				ETag: ptr("abc"), KernelParameters: ptr("quiet  ro"),
				RootfsProvider: ptr("sbps"), RootfsProviderPassthrough: ptr("sbps:v1:x:300"),
				NodeList:        []string{"x3000c0s1b1n0", "x3000c0s1b0n0"},
				NodeRolesGroups: []string{"Compute", "Application_UAN"},
				NodeGroups:      []string{"grp-b", "grp-a"},
			},
			"plain": {Type: "s3", Path: soundImage, Arch: "X86", NodeGroups: []string{"grp-c"}},
		},
	}
}
