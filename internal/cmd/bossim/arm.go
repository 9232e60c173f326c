// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// The ARM nodes.
const (
	armGroup   = "arm"
	armCabinet = 9000 // the first
)

// aboutImages lists what a template may be tried with.
const aboutImages = `
Images, as the path of a boot set:

  ` + bossim.ARMImage + `
      for ARM nodes (aarch64)
  ` + bossim.MissingImage + `
      missing in S3: a template of it is not valid
  any other path
      a sound image for X86 nodes
`

// addARM adds n ARM nodes, four to a blade, in a cabinet that generated names do not reach.
func addARM(system *bossim.System, n int) {
	names := make([]string, 0, n)
	for i := range n {
		names = append(names, fmt.Sprintf("x%dc%ds%db%dn%d", armCabinet+i/2048, i/256%8, i/4%64, i/2%2, i%2))
	}
	system.Names = append(system.Names, names...)
	system.Arch = map[string][]string{"ARM": names}
	system.Groups[armGroup] = names
}
