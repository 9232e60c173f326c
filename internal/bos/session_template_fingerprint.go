// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"
	"strconv"
)

// fingerprintVersion names the fields that are hashed and their encoding. A change of either must change it, and makes
// every user's triggers start sessions: better not.
const fingerprintVersion = "bs1"

// Fingerprint returns an identifier of what nodes would run by the template: "bs1-" and 64 hexadecimal digits.
// Templates with the same fingerprint boot the same nodes with the same images, parameters and configurations;
// spelling, order of nodes, description, name, tenant and the names of boot sets do not matter, except that boot sets
// count in the order of their names, in which BOS processes them: a node that several boot sets name gets what the last
// one says.
func (t SessionTemplate) Fingerprint() string {
	t = t.Normal()
	sum := fingerprint{sha256.New()}
	sum.number(len(t.BootSets))
	for _, name := range sortedNames(t.BootSets) {
		bootSet := t.BootSets[name]
		sum.text(bootSet.Type)
		sum.text(bootSet.Path)
		sum.text(value(bootSet.ETag))
		sum.text(value(bootSet.KernelParameters))
		sum.text(value(bootSet.RootfsProvider))
		sum.text(value(bootSet.RootfsProviderPassthrough))
		sum.text(bootSet.Arch)
		sum.names(bootSet.NodeList)
		sum.names(bootSet.NodeRolesGroups)
		sum.names(bootSet.NodeGroups)
		sum.text(t.configurationOf(bootSet))
	}
	return fingerprintVersion + "-" + hex.EncodeToString(sum.Sum(nil))
}

// configurationOf returns the configuration in force for a boot set, "" for none. t is in its normal form.
func (t SessionTemplate) configurationOf(bootSet BootSet) string {
	switch {
	case !*t.EnableCFS:
		return ""
	case bootSet.Configuration != "":
		return bootSet.Configuration
	default:
		return t.Configuration
	}
}

// fingerprint hashes texts, each preceded by its length in bytes, so that no two sequences of texts are encoded alike.
// Writing to a hash never fails.
type fingerprint struct{ hash.Hash }

func (f fingerprint) text(s string) {
	_, _ = io.WriteString(f, strconv.Itoa(len(s))+":"+s+",")
}

func (f fingerprint) number(n int) { f.text(strconv.Itoa(n)) }

// names hashes the list without regard to order and duplicates.
func (f fingerprint) names(list []string) {
	list = slices.Clone(list)
	slices.Sort(list)
	list = slices.Compact(list)
	f.number(len(list))
	for _, name := range list {
		f.text(name)
	}
}
