// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// writeBlocks writes each block of HCL to a file whose name is that of the page and the line.
func writeBlocks(pages []*page, folder string) error {
	for _, p := range pages {
		for _, b := range p.blocks {
			if b.language != "hcl" && b.language != "terraform" {
				continue
			}
			name := fmt.Sprintf("%s:%d.tf", strings.ReplaceAll(p.path, "/", "%"), b.number)
			if err := os.WriteFile(filepath.Join(folder, name), []byte(b.text), 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}
