// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"regexp"
)

// version is BOS's own, of which it tells the parts as strings.
type version struct{ major, minor, patch string }

var versionPattern = regexp.MustCompile(`^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$`)

func parseVersion(text string) (version, error) {
	if text == "" {
		text = "2.50.0"
	}
	m := versionPattern.FindStringSubmatch(text)
	if m == nil {
		return version{}, fmt.Errorf("version %q is not of the form major.minor.patch", text)
	}

	return version{m[1], m[2], m[3]}, nil
}

type link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
}

type versionAnswer struct {
	Links []link `json:"links"`
	Major string `json:"major"`
	Minor string `json:"minor"`
	Patch string `json:"patch"`
}

// getRoot answers GET / (root_get.json): the versions running.
func (s *Server) getRoot(c *call) answer {
	return ok([]versionAnswer{s.versionAnswer(link{c.base(), "self"})})
}

// getVersion answers GET /v2 and /v2/version (version_get.json, version_get_gateway.json).
func (s *Server) getVersion(c *call) answer {
	return ok(s.versionAnswer(link{c.base(), "self"}, link{c.base() + "v2", "versions"}))
}

func (s *Server) versionAnswer(links ...link) versionAnswer {
	return versionAnswer{Links: links, Major: s.version.major, Minor: s.version.minor, Patch: s.version.patch}
}

// getHealthz answers GET /v2/healthz (healthz_get.json).
func (s *Server) getHealthz(*call) answer {
	return ok(map[string]string{"apiStatus": "ok", "dbStatus": "ok"})
}
