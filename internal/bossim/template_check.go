// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// hardwareFields is how BOS prints its set of node fields.
const hardwareFields = "frozenset({'node_list', 'node_groups', 'node_roles_groups'})"

const exceptions = "bos.server.controllers.v2.boot_set.exceptions."

// finding is an error or a warning of BOS about a boot set.
type finding struct {
	fatal   bool
	class   string // the exception's, if BOS ever shows it
	message string
}

// checkTemplate is BOS's check before a session, and of sessiontemplatesvalid: it
// returns the first error, or the warnings, or "Valid".
func (s *Server) checkTemplate(template *object, name, operation string) (failed bool, message string) {
	sets := template.sub("boot_sets")
	if len(sets.keys) == 0 {
		return true, "Session template '" + name + "' requires at least 1 boot set."
	}
	if s.version.before(release{2, 28, 0}) {
		return s.checkOldTemplate(template, name, operation)
	}
	var warnings []string
	for _, setName := range sets.keys {
		for _, f := range s.checkBootSet(sets.sub(setName), operation) {
			text := "Session template: '" + name + "' boot set: '" + setName + "': " + f.message
			if f.fatal {
				return true, text
			}
			warnings = append(warnings, text)
		}
	}
	if len(warnings) > 0 {
		return false, strings.Join(warnings, "; ")
	}

	return false, "Valid"
}

func (s *Server) checkBootSet(bootSet *object, operation string) []finding {
	var findings []finding
	add := func(f *finding) {
		if f != nil {
			findings = append(findings, *f)
		}
	}
	add(checkNodeFields(bootSet))
	add(s.checkNIDs(bootSet))
	if operation == "boot" || operation == "reboot" {
		add(s.checkArtifacts(bootSet))
		if s.knowsImages() {
			add(s.checkIMS(bootSet))
		}
		if s.checksRootfs() {
			add(s.checkRootfs(bootSet))
		}
	}

	return findings
}

func (s *Server) checkRootfs(bootSet *object) *finding {
	provider := bootSet.text("rootfs_provider")
	if provider == "" || s.knowsRootfs(provider) {
		return nil
	}

	return &finding{message: "Unsupported rootfs_provider ('" + provider + "') will cause boot/reboot sessions to fail"}
}

func checkNodeFields(bootSet *object) *finding {
	present := false
	for _, field := range []string{"node_list", "node_groups", "node_roles_groups"} {
		if len(bootSet.texts(field)) > 0 {
			return nil
		}
		present = present || bootSet.has(field)
	}
	if present {
		return &finding{fatal: true, message: "No non-empty hardware specifier fields (" + hardwareFields + ")"}
	}

	return &finding{fatal: true, message: "No hardware specifier fields (" + hardwareFields + ")"}
}

func (s *Server) checkNIDs(bootSet *object) *finding {
	isNID := func(node string) bool { return strings.HasPrefix(node, "nid") }
	if !slices.ContainsFunc(bootSet.texts("node_list"), isNID) {
		return nil
	}

	return &finding{fatal: s.flag("reject_nids"), message: "Has NID in 'node_list'"}
}

func (s *Server) checkArtifacts(bootSet *object) *finding {
	image, err := s.findImage(bootSet)
	if err != nil {
		return &finding{fatal: true, message: "Can't find boot artifacts. Error: " + err.Error()}
	}
	if image.NoInitrd {
		return &finding{message: bootSet.text("path") + " doesn't contain a initrd"}
	}

	return nil
}

var imsPath = regexp.MustCompile(`^s3://boot-images/(?:deleted/)?([^/]+)/`)

// checkIMS compares the image's architecture with the boot set's.
func (s *Server) checkIMS(bootSet *object) *finding {
	manifest := bootSet.text("path")
	id := imsPath.FindStringSubmatch(manifest)
	if id == nil {
		return &finding{message: "Boot artifact S3 URL '" + manifest + "' doesn't follow convention for IMS images"}
	}
	image := s.world.images[manifest]
	if image.NotInIMS || image.Missing {
		return &finding{
			fatal: s.flag("ims_images_must_exist"), class: "BootSetError",
			message: "IMS image id '" + id[1] + "' does not exist in IMS",
		}
	}
	arch, wanted := cmp.Or(bootSet.text("arch"), defaultArch), "x86_64"
	switch arch {
	case "Other":
		return &finding{message: "Can't validate boot image arch: Boot set arch set to 'Other'"}
	case "ARM":
		wanted = "aarch64"
	}
	if actual := cmp.Or(image.Arch, "x86_64"); actual != wanted {
		return &finding{fatal: true, class: "BootSetArchMismatch", message: "Boot set arch '" + arch +
			"' means IMS image arch should be '" + wanted + "', but actual IMS image arch is '" + actual + "'"}
	}

	return nil
}

// checksRootfs reports whether BOS checks the root file system provider, since
// BOS 2.45.
func (s *Server) checksRootfs() bool { return !s.version.before(release{2, 45, 0}) }

// checkOldTemplate is checkTemplate of BOS below 2.28, with its messages of the
// time. It knows neither NIDs nor architectures, and stops at the first boot set
// that has a warning.
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
