// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"regexp"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const soundPath = artifactsOf + "manifest.json"

func soundBootSet() object {
	return object{"arch": "X86", "type": "s3", "path": soundPath, "node_list": []any{"x3000c0s1b0n0"}}
}

func template(name, tenant string, bootSets object) object {
	return object{
		"name": name, "tenant": orNull(tenant), "boot_sets": bootSets, "description": "before",
		"enable_cfs": true, "cfs": object{"configuration": "compute-config"},
	}
}

func (w *world) soundTemplate(name, tenant string) object {
	w.owned(tenant, "x3000c0s1b0n0")
	return template(name, tenant, object{"compute": soundBootSet()})
}

// addTemplate loads a template and creates its nodes.
func (w *world) addTemplate(template object) {
	w.templates = append(w.templates, template)
	w.tenantOf(template)
	bootSets, _ := template["boot_sets"].(object)
	for _, name := range sortedKeys(bootSets) {
		bootSet, _ := bootSets[name].(object)
		w.system.Names = append(w.system.Names, textList(bootSet["node_list"])...)
	}
}

// sameTemplateElsewhere adds templates of that name in other name spaces, which
// BOS would refuse to boot.
func (w *world) sameTemplateElsewhere(name, tenant string) {
	for _, other := range []string{"", otherTenant} {
		if other != tenant {
			unsound := soundBootSet()
			unsound["type"] = "http"
			w.addTemplate(template(name, other, object{"elsewhere": unsound}))
		}
	}
}

// A check's messages about a boot set (BOS 2.50).
var (
	checkText       = regexp.MustCompile(`(?s)^Session template: '([^']*)' boot set: '([^']*)': (.*)$`)
	unknownType     = regexp.MustCompile(`No BootImageMetadata class for type (\S+)`)
	missingManifest = regexp.MustCompile(`Unable to read manifest file '([^']*)'`)
	notInIMS        = regexp.MustCompile(`IMS image id '([^']*)' does not exist in IMS`)
	unknownRootfs   = regexp.MustCompile(`Unsupported rootfs_provider \('([^']*)'\)`)
	lacksArtifact   = regexp.MustCompile(`(s3://\S+) doesn't contain an? initrd`)
	foreignImage    = regexp.MustCompile(`S3 URL '([^']*)' doesn't follow convention`)
	archMismatch    = regexp.MustCompile(`Boot set arch '([^']*)' means`)
	nidInList       = regexp.MustCompile(`Has NID in 'node_list'`)
	archOther       = regexp.MustCompile(`set to 'Other'`)
	noBootSets      = regexp.MustCompile(`requires at least 1 boot set`)
	noNodes         = regexp.MustCompile(`No hardware specifier fields`)
	noNodesInFields = regexp.MustCompile(`No non-empty hardware specifier fields`)
)

// faultyTemplate returns a template for which a check returns the given text.
func (w *world) faultyTemplate(name, tenant, words string) object {
	bootSets := object{}
	for _, fault := range faultsIn(words) {
		bootSet, ok := bootSets[fault.bootSet].(object)
		if !ok {
			bootSet = soundBootSet()
			bootSets[fault.bootSet] = bootSet
		}
		w.impair(bootSet, fault.message)
	}
	if len(bootSets) == 0 && !noBootSets.MatchString(words) {
		bootSets["compute"] = soundBootSet()
	}
	w.owned(tenant, "x3000c0s1b0n0")
	return template(name, tenant, bootSets)
}

func (w *world) impair(bootSet object, message string) {
	image := func(path string, special bossim.Image) {
		bootSet["path"] = path
		w.system.Images[path] = special
	}
	if m := unknownType.FindStringSubmatch(message); m != nil {
		bootSet["type"] = m[1]
	}
	if m := missingManifest.FindStringSubmatch(message); m != nil {
		image(m[1], bossim.Image{Missing: true})
	}
	if m := notInIMS.FindStringSubmatch(message); m != nil {
		image("s3://boot-images/"+m[1]+"/manifest.json", bossim.Image{NotInIMS: true})
	}
	if m := lacksArtifact.FindStringSubmatch(message); m != nil {
		image(m[1], bossim.Image{NoInitrd: true})
	}
	if m := foreignImage.FindStringSubmatch(message); m != nil {
		image(m[1], bossim.Image{})
	}
	if m := unknownRootfs.FindStringSubmatch(message); m != nil {
		bootSet["rootfs_provider"] = m[1]
	}
	if m := archMismatch.FindStringSubmatch(message); m != nil {
		bootSet["arch"] = m[1]
		if actual := imageArch.FindStringSubmatch(message); actual != nil {
			image(bootSet["path"].(string), bossim.Image{Arch: actual[1]})
		}
	}
	switch {
	case nidInList.MatchString(message):
		bootSet["node_list"] = []any{"nid000001"}
	case noNodes.MatchString(message):
		delete(bootSet, "node_list")
	case noNodesInFields.MatchString(message):
		bootSet["node_list"] = []any{}
	}
	if archOther.MatchString(message) {
		bootSet["arch"] = "Other"
	}
}

func (w *world) templateToValidate(ex exchange, name string) {
	tenant := ex.Request.tenant()
	w.sameTemplateElsewhere(name, tenant)
	if words, ok := ex.Response.Body.(string); ok && ex.Response.Status == 200 {
		w.addTemplate(w.faultyTemplate(name, tenant, words))
	}
}

func (w *world) templateList(ex exchange) {
	list, _ := ex.Response.Body.([]any)
	for _, item := range list {
		if template, ok := item.(object); ok {
			w.addTemplate(clone(template))
		}
	}
	if tenant := ex.Request.tenant(); tenant != "" {
		w.addTemplate(w.soundTemplate("untenanted", ""))
		w.addTemplate(w.soundTemplate("foreign", otherTenant))
	}
}

// oneTemplate: a PUT finds a template that it replaces, with other contents; a
// PATCH finds one without what it adds.
func (w *world) oneTemplate(ex exchange, name string) {
	tenant := ex.Request.tenant()
	w.sameTemplateElsewhere(name, tenant)
	if ex.Request.Method == "PUT" || ex.Request.Method == "PATCH" {
		w.images(ex.Request.Body, ex.Response)
	}
	answer, _ := ex.Response.Body.(object)
	switch {
	case ex.Response.Status == 404:
	case ex.Request.Method == "PATCH" && ex.Response.Status == 200:
		patch, _ := ex.Request.Body.(object)
		w.addTemplate(templateBefore(clone(answer), patch))
	case ex.Request.Method == "GET" && ex.Response.Status == 200:
		w.addTemplate(clone(answer))
	case ex.Response.Status == 400 && title(ex) == "Invalid tenant":
	default:
		w.addTemplate(w.soundTemplate(name, tenant))
	}
}

func title(ex exchange) string {
	title, _ := ex.Response.problem()
	return title
}

// templateBefore removes from a patched template what the patch set. A boot set
// that has nothing left to select nodes was added whole; path and type stay,
// since every boot set must have them and every patch repeats them.
func templateBefore(after, patch object) object {
	for key := range patch {
		switch key {
		case "boot_sets":
		case "cfs": // emptied by the patch: there was one; set by it: there was another
			after["cfs"] = object{"configuration": "before"}
		case "enable_cfs":
			after[key] = otherThan(patch[key])
		default:
			after[key] = "before"
		}
	}
	bootSets, _ := after["boot_sets"].(object)
	patched, _ := patch["boot_sets"].(object)
	for name := range patched {
		bootSet, ok := bootSets[name].(object)
		fields, _ := patched[name].(object)
		if !ok {
			continue
		}
		for field := range fields {
			if field != "path" && field != "type" {
				delete(bootSet, field)
			}
		}
		if _, dropped := fields["cfs"]; dropped {
			bootSet["cfs"] = object{"configuration": "before"}
		}
		if !selectsNodes(bootSet) {
			delete(bootSets, name)
		}
	}
	if len(bootSets) == 0 {
		after["boot_sets"] = clone(patched)
	}
	return after
}

func selectsNodes(bootSet object) bool {
	return bootSet["node_list"] != nil || bootSet["node_groups"] != nil || bootSet["node_roles_groups"] != nil
}
