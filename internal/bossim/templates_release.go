// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "net/http"

// Differences between BOS releases in v2's templates, from its changelog and
// source; there are recordings of 2.50 only.

// enforcesTemplates: BOS 2.25 made rules of the lengths, patterns and counts that
// its OpenAPI file had only recommended (bos-2.10.34.yaml: "not enforced in this
// version"), and drops the names of boot sets.
func (s *Server) enforcesTemplates() bool { return !s.version.before(release{2, 25, 0}) }

// knowsImages: BOS ≥ 2.29 asks the image service for an image's architecture, and
// sets a boot set's arch if it has none.
func (s *Server) knowsImages() bool { return !s.version.before(release{2, 29, 0}) }

// dropsEmptyCFS: the source of 2.32.2 does not do it yet, that of about 2.36
// does.
func (s *Server) dropsEmptyCFS() bool { return !s.version.before(release{2, 36, 0}) }

// wantsBootSetsInPatch: from 2.25 until 2.44, a patch had to have what a whole
// template must have.
func (s *Server) wantsBootSetsInPatch() bool {
	return s.enforcesTemplates() && s.version.before(release{2, 44, 0})
}

// usesCurrentTemplateErrors: the error messages about templates are the current
// ones since BOS 2.32.2.
func (s *Server) usesCurrentTemplateErrors() bool { return !s.version.before(release{2, 32, 2}) }

// showTemplate returns a template as v2 answers it, with the v1 fields that a
// release before 2.7 stores. The field tenant did not exist before 2.2; for no
// tenant it was "" from 2.4 to 2.32.
func (s *Server) showTemplate(k key, template *object) *object {
	if k.tenant != "" || !s.version.before(release{2, 33, 0}) {
		return template
	}
	shown := newObject()
	for _, field := range template.keys {
		shown.set(field, template.fields[field])
	}
	switch {
	case s.version.before(release{2, 2, 0}):
		shown.remove("tenant")
	case s.version.before(release{2, 4, 0}):
		shown.set("tenant", nil)
	default:
		shown.set("tenant", "")
	}

	return shown
}

// noTemplate returns v2's 404 (template_get_404.json), which names the tenant
// since BOS 2.35.
func (s *Server) noTemplate(name, tenant string) answer {
	switch {
	case !s.usesCurrentTemplateErrors():
		return templateNotFound(name)
	case s.version.before(release{2, 35, 0}):
		return notFound("Session template", name, "")
	default:
		return notFound("Session template", name, tenant)
	}
}

// templateNotFound returns the 404 of both APIs from BOS 2.0 to 2.32.1.
func templateNotFound(name string) answer {
	return problem(http.StatusNotFound, "Sessiontemplate could not found.",
		"Sessiontemplate "+name+" could not be found")
}

// templateRefused returns the 400 for a template that cannot be stored.
func (s *Server) templateRefused(what, why string) answer {
	if !s.usesCurrentTemplateErrors() {
		return problem(http.StatusBadRequest, what+".", why)
	}

	return badRequest(what + ": " + why)
}
