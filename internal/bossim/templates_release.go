// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "net/http"

// What the releases of BOS do differently with v2's templates, by its changelog
// and source; recordings there are of 2.50 only.

// enforcesTemplates: BOS 2.25 took the lengths, patterns and counts that its
// OpenAPI file had only recommended (bos-2.10.34.yaml: "not enforced in this
// version") for rules, and drops the names of boot sets.
func (s *Server) enforcesTemplates() bool { return !s.version.before(release{2, 25, 0}) }

// knowsImages: BOS ≥ 2.29 asks the image service for an image's architecture,
// and adds a boot set's own.
func (s *Server) knowsImages() bool { return !s.version.before(release{2, 29, 0}) }

// dropsEmptyCFS: the source of 2.32.2 does not yet, that of about 2.36 does.
func (s *Server) dropsEmptyCFS() bool { return !s.version.before(release{2, 36, 0}) }

// wantsBootSetsInPatch: from 2.25 on a patch was held to what a whole template
// must have, until 2.44.
func (s *Server) wantsBootSetsInPatch() bool {
	return s.enforcesTemplates() && s.version.before(release{2, 44, 0})
}

// wordsTemplatesLate: the words of errors about templates are those of today
// since BOS 2.32.2.
func (s *Server) wordsTemplatesLate() bool { return !s.version.before(release{2, 32, 2}) }

// showTemplate is a template as v2 answers it, with the leftovers of v1 that a
// release stores (before 2.7). No tenant was no field before 2.2, and "" from
// 2.4 to 2.32.
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

// noTemplate is v2's 404 (template_get_404.json); a tenant is named in it since
// BOS 2.35.
func (s *Server) noTemplate(name, tenant string) answer {
	switch {
	case !s.wordsTemplatesLate():
		return templateNotFound(name)
	case s.version.before(release{2, 35, 0}):
		return notFound("Session template", name, "")
	default:
		return notFound("Session template", name, tenant)
	}
}

// templateNotFound is the 404 of both APIs from BOS 2.0 to 2.32.1.
func templateNotFound(name string) answer {
	return problem(http.StatusNotFound, "Sessiontemplate could not found.",
		"Sessiontemplate "+name+" could not be found")
}

// templateRefused is the 400 for a template that cannot be stored.
func (s *Server) templateRefused(what, why string) answer {
	if !s.wordsTemplatesLate() {
		return problem(http.StatusBadRequest, what+".", why)
	}

	return badRequest(what + ": " + why)
}

// validateTemplate checks as for a boot; the answer is a JSON string, whatever
// the check finds. Before BOS 2.32.2 it fails over a template that is not there.
func (s *Server) validateTemplate(c *call) answer {
	template, missing := s.findTemplate(c)
	switch {
	case template == nil && !s.wordsTemplatesLate():
		return internalError()
	case template == nil:
		return missing
	}
	_, message := s.checkTemplate(template, c.name, "boot")

	return ok(message)
}
