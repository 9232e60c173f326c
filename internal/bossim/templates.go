// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"regexp"
	"strings"
)

func (s *Server) listTemplates(c *call) answer {
	list := []*object{}
	for k, template := range s.store.templates {
		if c.tenant == "" || c.tenant == k.tenant {
			list = append(list, s.showTemplate(k, template))
		}
	}
	inDatabaseOrder(list, func(t *object) string { return t.text("name") + "/" + t.text("tenant") })

	return ok(list)
}

// findTemplate returns the template that the call names, or nil and the 404.
func (s *Server) findTemplate(c *call) (*object, answer) {
	template := s.store.templates[key{c.tenant, c.name}]
	if template == nil {
		return nil, s.noTemplate(c.name, c.tenant)
	}

	return template, answer{}
}

func (s *Server) getTemplate(c *call) answer {
	template, missing := s.findTemplate(c)
	if template == nil {
		return missing
	}

	return ok(s.showTemplate(key{c.tenant, c.name}, template))
}

func (s *Server) deleteTemplate(c *call) answer {
	template, missing := s.findTemplate(c)
	if template == nil {
		return missing
	}
	delete(s.store.templates, key{c.tenant, c.name})

	return deleted()
}

// putTemplate creates or replaces a template, and always answers 200.
func (s *Server) putTemplate(c *call) answer {
	if c.tenant != "" && !s.world.hasTenant(c.tenant) {
		return invalidTenant("The provided tenant does not exist")
	}
	template := c.object()
	if message := s.normalizeTemplate(template); message != "" {
		return s.templateRefused("The session template could not be created", message)
	}

	return s.keepTemplate(c, template)
}

// patchTemplate merges; a boot set that exists in the template need not be
// repeated whole, except for its path and type, which the schema requires.
func (s *Server) patchTemplate(c *call) answer {
	current, missing := s.findTemplate(c)
	if current == nil {
		return missing
	}
	if s.wantsBootSetsInPatch() && !c.object().has("boot_sets") {
		return s.templateRefused("The session template could not be patched", "Missing required 'boot_sets' field")
	}
	template, _ := clone(current).(*object)
	template.merge(c.object())
	if message := s.normalizeTemplate(template); message != "" {
		return s.templateRefused("The session template could not be patched", message)
	}

	return s.keepTemplate(c, template)
}

func (s *Server) keepTemplate(c *call, template *object) answer {
	template.set("name", c.name)
	template.set("tenant", nil)
	if c.tenant != "" {
		template.set("tenant", c.tenant)
	}
	s.store.templates[key{c.tenant, c.name}] = template

	return ok(s.showTemplate(key{c.tenant, c.name}, template))
}

// normalizeTemplate validates the boot sets and changes what BOS changes: it adds
// the default arch, drops names and empty cfs, and writes xnames in normal form.
// Each release does what the ones before it did, and more; below 2.25 only the
// last.
func (s *Server) normalizeTemplate(template *object) string {
	sets := template.sub("boot_sets")
	for _, name := range sets.keys {
		bootSet := sets.sub(name)
		if s.enforcesTemplates() {
			if message := s.checkStoredBootSet(name, bootSet); message != "" {
				return message
			}
			bootSet.remove("name")
		}
		if s.dropsEmptyCFS() {
			dropEmptyCFS(bootSet)
		}
		tidyNodeList(bootSet)
	}
	if s.dropsEmptyCFS() {
		dropEmptyCFS(template)
	}

	return ""
}

// checkStoredBootSet validates a boot set that is to be stored, and adds its
// arch.
func (s *Server) checkStoredBootSet(name string, bootSet *object) string {
	if own := bootSet.text("name"); bootSet.has("name") && own != name {
		return "boot_sets key (" + name + ") does not match 'name' field of corresponding boot set (" + own + ")"
	}
	if s.knowsImages() {
		if !bootSet.has("arch") {
			bootSet.set("arch", defaultArch)
		}
		if f := s.checkIMS(bootSet); f != nil && f.fatal {
			return exceptions + f.class + ": " + f.message + "\n"
		}
	}
	for _, f := range []*finding{checkNodeFields(bootSet), s.checkNIDs(bootSet)} {
		if f != nil && f.fatal {
			return "Boot set " + name + ": " + f.message
		}
	}
	if f := nameSchema().check(name, nil); f != nil {
		return f.message
	}

	return ""
}

func dropEmptyCFS(o *object) {
	if o.sub("cfs").text("configuration") == "" {
		o.remove("cfs")
	}
}

var xname = regexp.MustCompile(`x0*(\d+)c0*(\d+)s0*(\d+)b0*(\d+)n0*(\d+)`)

func tidyNodeList(bootSet *object) {
	if !bootSet.has("node_list") {
		return
	}
	list := []value{}
	for _, node := range bootSet.texts("node_list") {
		list = append(list, xname.ReplaceAllString(strings.ToLower(node), "x${1}c${2}s${3}b${4}n${5}"))
	}
	bootSet.set("node_list", list)
}

// validateTemplate validates as for a boot; the answer is a JSON string, whatever
// the result. Before BOS 2.32.2 it fails if the template does not exist.
func (s *Server) validateTemplate(c *call) answer {
	template, missing := s.findTemplate(c)
	switch {
	case template == nil && !s.usesCurrentTemplateErrors():
		return internalError()
	case template == nil:
		return missing
	}
	_, message := s.checkTemplate(template, c.name, "boot")

	return ok(message)
}

// getTemplateTemplate answers with BOS's example, which has no name in 2.50.
func (s *Server) getTemplateTemplate(*call) answer {
	example, err := parseObject([]byte(`{
		"boot_sets": {"name_your_boot_set": {
			"type": "s3", "etag": "boot-image-s3-etag", "kernel_parameters": "your-kernel-parameters",
			"cfs": {"configuration": "bootset-specific-cfs-override"},
			"node_list": ["xname1", "xname2", "xname3"],
			"path": "s3://boot-images/boot-image-ims-id/manifest.json",
			"rootfs_provider": "sbps",
			"rootfs_provider_passthrough": "sbps:v1:iqn.2023-06.csm.iscsi:_sbps-hsn._tcp.my-system.my-site-domain:300"
		}},
		"cfs": {"configuration": "default-sessiontemplate-cfs-config"},
		"enable_cfs": true
	}`))
	if err != nil {
		return badRequest(err.Error())
	}
	if s.version.before(release{2, 50, 0}) {
		example.set("name", "name-your-template")
	}

	return ok(example)
}
