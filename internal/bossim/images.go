// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"fmt"
	"path"
	"strings"
)

// bootArtifacts returns what a node of the boot set boots: kernel, initrd, and
// the kernel parameters of the image, the boot set, its root file system and BOS.
func (s *Server) bootArtifacts(bootSet *object) (*artifacts, error) {
	image, err := s.findImage(bootSet)
	if err != nil {
		return nil, err
	}
	folder := strings.TrimSuffix(bootSet.text("path"), "/"+path.Base(bootSet.text("path")))
	parameters := []string{cmp.Or(image.KernelParameters, defaultImageParams)}
	if own := bootSet.text("kernel_parameters"); own != "" {
		parameters = append(parameters, own)
	}
	switch provider := bootSet.text("rootfs_provider"); {
	case provider == "":
	case s.knowsRootfs(provider):
		root := map[string]string{"sbps": "sbps-s3", "cpss3": "craycps-s3"}[provider]
		parameters = append(parameters, rootfsParameters(root, folder+"/rootfs", cmp.Or(image.RootfsETag, defaultRootfsETag),
			bootSet.text("rootfs_provider_passthrough")))
	default:
		return nil, s.exception("bos.operators.utils.rootfs.factory.ProviderNotImplemented", fmt.Sprintf(
			"Unsupported rootfs_provider ('%s') specified in boot set: %s", provider, pyRepr(sortedKeys(bootSet))))
	}
	parameters = append(parameters, "bos_update_frequency="+s.store.options.text("component_actual_state_ttl"))
	initrd := folder + "/initrd"
	if image.NoInitrd {
		initrd = ""
	}

	return &artifacts{
		Initrd:           &initrd,
		Kernel:           ptr(folder + "/kernel"),
		KernelParameters: ptr(strings.Join(parameters, " ")),
	}, nil
}

// knowsRootfs reports whether BOS supports the root file system provider. The
// provider changed with CSM 1.6; the simulator lets an earlier release support
// the later one, too.
func (s *Server) knowsRootfs(provider string) bool {
	return provider == "sbps" || (provider == "cpss3" && s.version.hasV1())
}

func rootfsParameters(kind, rootfs, etag, passthrough string) string {
	root := "root=" + kind + ":" + rootfs + ":" + etag
	if passthrough != "" {
		root += ":" + passthrough
	}

	return root + " nmd_data=url=" + rootfs + ",etag=" + etag
}

// findImage returns the boot set's image, or an error with BOS's reason why there
// is none.
func (s *Server) findImage(bootSet *object) (Image, error) {
	if typ := bootSet.text("type"); typ != "s3" {
		return Image{}, s.exception("bos.common.clients.s3.exceptions.BootImageMetadataUnknown",
			"No BootImageMetadata class for type "+typ)
	}
	manifest := bootSet.text("path")
	image := s.world.images[manifest]
	if image.Missing {
		return image, s.exception("bos.common.clients.s3.exceptions.ManifestNotFound",
			"Unable to read manifest file '"+manifest+"'.")
	}

	return image, nil
}
