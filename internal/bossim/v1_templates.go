// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
)

// showV1Template returns a template as v1 answers it. Templates have a tenant, ""
// for none, since BOS 2.2.
func (s *Server) showV1Template(k key, template *object) *object {
	shown, _ := clone(template).(*object)
	shown.remove("tenant")
	if !s.version.before(release{2, 2, 0}) {
		shown.set("tenant", k.tenant)
	}

	return shown
}

func (s *Server) listV1Templates(*call) answer {
	list := []*object{}
	for k, template := range s.store.templates {
		list = append(list, s.showV1Template(k, template))
	}
	inDatabaseOrder(list, func(t *object) string { return t.text("name") + "/" + t.text("tenant") })

	return ok(list)
}

func (s *Server) getV1Template(c *call) answer {
	k := key{"", c.name}
	template := s.store.templates[k]
	if template == nil {
		return s.noV1Template(c.name)
	}

	return ok(s.showV1Template(k, template))
}

// deleteV1Template: from BOS 2.0 to 2.1 it reports success, whether or not the
// template exists.
func (s *Server) deleteV1Template(c *call) answer {
	k := key{"", c.name}
	if s.store.templates[k] == nil && (s.version.before(release{2, 0, 0}) || !s.version.before(release{2, 2, 0})) {
		return s.noV1Template(c.name)
	}
	delete(s.store.templates, k)

	return deleted()
}

// noV1Template returns the 404 (v1-csm-1.2/007_template_get_404.json; since 2.0,
// with the message of the v2 API of the time, for which 2.10.34 has a title of
// its own).
func (s *Server) noV1Template(name string) answer {
	if s.version.before(release{2, 0, 0}) {
		return problem(http.StatusNotFound, "The Session Template was not found",
			"The Session Template '"+name+"' was not found.")
	}
	if !s.version.before(release{2, 10, 34}) && s.version.before(release{2, 11, 0}) {
		return problem(http.StatusNotFound, "Session template not found.", "Sessiontemplate "+name+" could not be found")
	}

	return templateNotFound(name)
}

// createV1Template creates or replaces, always with 201, and answers with the
// name; 1.10.23 answers with its database key.
func (s *Server) createV1Template(c *call) answer {
	template := c.object()
	name := template.text("name")
	if url := template.text("templateUrl"); url != "" {
		return problem(http.StatusBadRequest, "Error while getting content from '"+url+"'",
			"<urlopen error [Errno -2] Name or service not known>")
	}
	if !s.version.before(release{2, 7, 0}) {
		dropV1Fields(template)
	}
	sets := template.sub("boot_sets")
	for _, setName := range sets.keys {
		tidyNodeList(sets.sub(setName))
	}
	template.set("tenant", nil)
	s.store.templates[key{"", name}] = template

	if s.version.before(release{2, 0, 0}) {
		name = "/sessionTemplate/" + name
	}

	return jsonAnswer(http.StatusCreated, "application/json", name)
}

// dropV1Fields turns a template into one of v2 (v1/010_template_create.json).
func dropV1Fields(template *object) {
	drop := func(o *object, fields ...string) {
		for _, key := range slices.Clone(o.keys) {
			if slices.Contains(fields, key) {
				o.remove(key)
			}
		}
	}
	drop(template, "cfs_branch", "cfs_url", "partition")
	drop(template.sub("cfs"), "branch", "clone_url", "commit", "playbook")
	sets := template.sub("boot_sets")
	for _, name := range sets.keys {
		drop(sets.sub(name), "boot_ordinal", "network", "shutdown_ordinal")
	}
}

// getV1TemplateTemplate answers with BOS's example
// (v1/009_template_template.json; before 2.7, one with the fields of v1).
func (s *Server) getV1TemplateTemplate(*call) answer {
	text := `{
		"boot_sets": {"name_your_boot_set": {
			"type": "s3", "etag": "boot-image-s3-etag", "kernel_parameters": "your-kernel-parameters",
			"node_list": ["xname1", "xname2", "xname3"],
			"path": "s3://boot-images/boot-image-ims-id/manifest.json",
			"rootfs_provider": "cpss3",
			"rootfs_provider_passthrough": "dvs:api-gw-service-nmn.local:300:hsn0,nmn0:0"
		}},
		"cfs": {"configuration": "desired-cfs-config"}, "enable_cfs": true
	}`
	if s.version.before(release{2, 7, 0}) {
		text = `{
			"boot_sets": {"name_your_boot_set": {
				"type": "your-boot-type", "boot_ordinal": 1, "etag": "your_boot_image_etag",
				"kernel_parameters": "your-kernel-parameters", "network": "nmn",
				"node_list": ["xname1", "xname2", "xname3"], "path": "your-boot-path",
				"rootfs_provider": "your-rootfs-provider",
				"rootfs_provider_passthrough": "your-rootfs-provider-passthrough"
			}},
			"cfs": {"configuration": "desired-cfs-config"}, "enable_cfs": true
		}`
	}
	example, err := parseObject([]byte(text))
	if err != nil {
		return badRequest(err.Error())
	}
	if s.version.before(release{2, 0, 0}) {
		example.set("name", "name-your-template")
	}

	return ok(example)
}
