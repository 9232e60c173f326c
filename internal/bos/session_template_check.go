// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// CheckSessionTemplate returns what BOS would never accept in t or never boot, by the rules of BOS 2.50, as joined
// *gateway.InputErrors. The Field of each is Terraform's path, such as boot_sets["compute"].path. Every required value
// must be set: a caller that does not know a value yet sets one that BOS accepts. If the client is known to use v1 of
// the API, the error matches errors.ErrUnsupported. CheckSessionTemplate makes no request.
func (c *Client) CheckSessionTemplate(t SessionTemplate) error {
	return c.checkTemplate(t, nil)
}

// CheckSessionTemplateUpdate returns what CheckSessionTemplate returns, except for values that t and held, the template
// that BOS has, have in common: earlier releases check less, and BOS keeps some values that it cannot boot. Of a list
// in which held has a bad item, only the length is checked. CheckSessionTemplateUpdate makes no request.
func (c *Client) CheckSessionTemplateUpdate(t, held SessionTemplate) error {
	return c.checkTemplate(t.unheld(held), held.BootSets)
}

// checkTemplate checks t; held are the boot sets that BOS has, nil for none.
func (c *Client) checkTemplate(t SessionTemplate, held map[string]BootSet) error {
	errs := []error{checkName("name", t.Name), checkLength("description", t.Description, maxDescription)}
	errs = append(errs, checkLength("cfs.configuration", t.Configuration, maxConfiguration))
	if c.api.known() == APIv1 {
		errs = append(errs, templatesReadOnly())
	}
	switch n := len(t.BootSets); {
	case n == 0 && held != nil && len(held) == 0, n > MaxBootSets && len(held) > MaxBootSets:
	case n == 0:
		const reason = "is empty: BOS needs one boot set at least"
		errs = append(errs, &gateway.InputError{Field: "boot_sets", Reason: reason})
	case n > MaxBootSets:
		reason := fmt.Sprintf("has %d boot sets: BOS takes at most %d", n, MaxBootSets)
		errs = append(errs, &gateway.InputError{Field: "boot_sets", Reason: reason})
	}
	for _, name := range sortedNames(t.BootSets) {
		field := "boot_sets[" + strconv.Quote(name) + "]"
		bootSet := t.BootSets[name]
		if _, found := held[name]; !found {
			errs = append(errs, checkName(field, name))
		}
		errs = append(errs, bootSet.check(field+"."), bootSet.checkNodes(field))
	}
	return errors.Join(errs...)
}

func (b BootSet) check(prefix string) error {
	errs := []error{
		checkImage(prefix, b.Type, b.Path),
		checkLength(prefix+"cfs.configuration", b.Configuration, maxConfiguration),
		checkLength(prefix+"etag", value(b.ETag), maxETag),
		checkLength(prefix+"kernel_parameters", value(b.KernelParameters), maxKernelParameters),
		checkOneLine(prefix+"kernel_parameters", value(b.KernelParameters)),
		checkLength(prefix+"rootfs_provider", value(b.RootfsProvider), maxRootfsProvider),
		checkLength(prefix+"rootfs_provider_passthrough", value(b.RootfsProviderPassthrough), maxRootfsPassthrough),
	}
	if b.RootfsProvider != nil && *b.RootfsProvider == "" {
		errs = append(errs, &gateway.InputError{Field: prefix + "rootfs_provider", Reason: "is empty: leave it out"})
	}
	if b.Arch != "" && !slices.Contains(Architectures(), b.Arch) {
		reason := fmt.Sprintf("%q is not valid; use one of %s", gateway.Shorten(b.Arch, 64), strings.Join(Architectures(), ", "))
		errs = append(errs, &gateway.InputError{Field: prefix + "arch", Reason: reason})
	}
	return errors.Join(errs...)
}

func checkImage(prefix, kind, path string) error {
	errs := []error{checkLength(prefix+"path", path, MaxImagePath)}
	if kind != ImageType {
		reason := fmt.Sprintf("%q is not %s: BOS can boot no other image", gateway.Shorten(kind, 64), ImageType)
		errs = append(errs, &gateway.InputError{Field: prefix + "type", Reason: reason})
	}
	if !imagePathPattern.MatchString(path) {
		reason := fmt.Sprintf("%q is not the place of an image's manifest: s3://BUCKET/KEY", gateway.Shorten(path, 160))
		errs = append(errs, &gateway.InputError{Field: prefix + "path", Reason: reason})
	}
	return errors.Join(errs...)
}

// checkNodes returns joined *gateway.InputErrors for the three lists. The same node may be in several boot sets
// (template_get_full.json), but not twice in one list.
func (b BootSet) checkNodes(field string) error {
	if b.NodeList == nil && b.NodeRolesGroups == nil && b.NodeGroups == nil {
		const reason = "names no nodes: BOS needs one of node_list, node_roles_groups and node_groups"
		return &gateway.InputError{Field: field, Reason: reason}
	}
	seen := map[string]int{}
	return errors.Join(
		checkList(field+".node_list", b.NodeList, maxNodeList, func(i int, node string) string {
			normal := NormalNode(node)
			first, again := seen[normal]
			switch {
			case again:
				return fmt.Sprintf("is the same node as item %d", first+1)
			case !IsNID(node) && !IsNode(normal):
				return "is not a node's xname, such as x3000c0s1b0n0"
			}
			seen[normal] = i
			return ""
		}),
		checkList(field+".node_roles_groups", b.NodeRolesGroups, maxNodeRolesGroups, checkNames()),
		checkList(field+".node_groups", b.NodeGroups, maxNodeGroups, checkNames()),
	)
}

// checkList returns a *gateway.InputError for the list or its first bad item; a list may have thousands of items. fault
// returns what is wrong with an item, or "".
func checkList(field string, list []string, most int, fault func(i int, item string) string) error {
	switch n := len(list); {
	case list != nil && n == 0:
		return &gateway.InputError{Field: field, Reason: "is empty: leave it out"}
	case n > most:
		return &gateway.InputError{Field: field, Reason: fmt.Sprintf("has %d items: BOS takes at most %d", n, most)}
	}
	for i, item := range list {
		at := fmt.Sprintf("%s[%d]", field, i)
		if item == "" {
			return &gateway.InputError{Field: at, Reason: "is empty: leave it out"}
		}
		if err := checkLength(at, item, MaxListItem); err != nil {
			return err
		}
		if wrong := fault(i, item); wrong != "" {
			return &gateway.InputError{Field: at, Reason: fmt.Sprintf("%q %s", gateway.Shorten(item, 64), wrong)}
		}
	}
	return nil
}

// checkNames returns a function for checkList that accepts items that are one name each and not duplicates.
func checkNames() func(i int, name string) string {
	seen := map[string]int{}
	return func(i int, name string) string {
		first, again := seen[name]
		switch {
		case again:
			return fmt.Sprintf("is the same as item %d", first+1)
		case strings.ContainsAny(name, listSeparators):
			return "looks like several names in one, or begins or ends with a space"
		}
		seen[name] = i
		return ""
	}
}

// checkOneLine returns a *gateway.InputError if the text has a line break or a tab. See KernelParametersRule.
func checkOneLine(field, text string) error {
	if strings.ContainsAny(text, lineBreaks) {
		const reason = "has a line break or a tab: write the parameters in one line, separated by spaces"
		return &gateway.InputError{Field: field, Reason: reason}
	}
	return nil
}

// checkLength returns a *gateway.InputError if the text has more than most characters.
func checkLength(field, text string, most int) error {
	if n := utf8.RuneCountInString(text); n > most {
		reason := fmt.Sprintf("has a length of %d: BOS takes at most %d characters", n, most)
		return &gateway.InputError{Field: field, Reason: reason}
	}
	return nil
}

// templatesReadOnly returns the error of a write through v1 of the API, which has neither arch nor cfs in a boot set,
// and no PUT (021_template_create_bs_arch.json, 022_template_create_bs_cfs.json and 030_template_put_405.json of v1).
func templatesReadOnly() error {
	return &gateway.InputError{
		Field: "api_version",
		Reason: "session templates are written through v2 of the API (CSM ≥ 1.3): " +
			`use a provider with api_version = "v2"`,
		Err: errors.ErrUnsupported,
	}
}
