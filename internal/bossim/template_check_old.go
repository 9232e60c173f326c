// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "strings"

// checksRootfs: since BOS 2.45.
func (s *Server) checksRootfs() bool { return !s.version.before(release{2, 45, 0}) }

// checkOldTemplate is checkTemplate of BOS below 2.28, in the words of its
// time. It knows neither NIDs nor architectures, and stops at the first boot
// set that it has a warning about.
func (s *Server) checkOldTemplate(template *object, name, operation string) (failed bool, message string) {
	sets := template.sub("boot_sets")
	for _, setName := range sets.keys {
		bootSet := sets.sub(setName)
		where := "Session template: '" + name + "' boot set: '" + setName + "' "
		if f := checkNodeFields(bootSet); f != nil {
			return true, where + "must have at least one hardware specifier field provided " +
				"(node_groups, node_list, node_roles_groups); None were provided."
		}
		if operation != "boot" && operation != "reboot" {
			continue
		}
		image, err := s.findImage(bootSet)
		switch {
		case err != nil:
			return true, where + "could not locate its boot artifacts. Error: " + strings.TrimSuffix(err.Error(), "\n")
		case image.NoInitrd:
			return false, where + "could not locate its initrd. Warning: ArtifactNotFound: " +
				strings.TrimSuffix(where, " ") + "does not contain a initrd."
		}
	}

	return false, "Valid"
}
