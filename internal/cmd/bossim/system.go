// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// bootSpread makes the nodes of a session come up one after another, so that
// there is progress to watch.
const bootSpread = 2 * time.Minute

// The ARM nodes.
const (
	armGroup   = "arm"
	armCabinet = 9000 // the first
)

// The tenant has the nodes of a group and a template of its own that boots them.
const (
	tenant      = "vcluster-blue"
	tenantGroup = "blue"
)

// aboutImages lists the images that a template can be tried with.
const aboutImages = `
Images, as the path of a boot set:

  ` + bossim.ARMImage + `
      for ARM nodes (aarch64)
  ` + bossim.MissingImage + `
      missing in S3: a template of it is not valid
  any other path
      a sound image for X86 nodes
`

// simulator returns the simulated system, as the flags want it.
func simulator(s settings, clock bossim.Clock) (*bossim.Server, error) {
	timing := bossim.DefaultTiming()
	timing.Spread = bootSpread
	system := bossim.DefaultSystem(s.nodes)
	addARM(&system, s.armNodes)
	if s.bare {
		system.Templates = nil
	}
	if s.auth {
		if err := addTenant(&system); err != nil {
			return nil, err
		}
	}

	return bossim.New(bossim.Config{Clock: clock, Version: s.release, Token: s.token, System: system, Timing: timing})
}

// addARM adds n ARM nodes, four to a blade, in a cabinet that generated names do
// not reach.
func addARM(system *bossim.System, n int) {
	names := make([]string, 0, n)
	for i := range n {
		names = append(names, fmt.Sprintf("x%dc%ds%db%dn%d", armCabinet+i/2048, i/256%8, i/4%64, i/2%2, i%2))
	}
	system.Names = append(system.Names, names...)
	system.Arch = map[string][]string{"ARM": names}
	system.Groups[armGroup] = names
}

func addTenant(system *bossim.System) error {
	system.Tenants = map[string][]string{tenant: system.Groups[tenantGroup]}
	for _, original := range slices.Clone(system.Templates) {
		var template map[string]any
		if err := json.Unmarshal(original, &template); err != nil {
			return err
		}
		if template["name"] != tenantGroup {
			continue
		}
		template["tenant"] = tenant
		own, err := json.Marshal(template)
		if err != nil {
			return err
		}
		system.Templates = append(system.Templates, own)
	}

	return nil
}
