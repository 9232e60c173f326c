// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// getRoot answers GET / with the running versions (root_get.json; with both APIs,
// v1-csm-1.3/002_versions.json).
func (s *Server) getRoot(c *call) answer {
	running := []versionAnswer{}
	for _, has := range []bool{s.version.hasV1(), s.version.hasV2()} {
		if has {
			running = append(running, s.versionAnswer(link{c.base(), "self"}))
		}
	}

	return ok(running)
}

// getVersion answers GET of an API's root and version (version_get.json,
// v1/002_v1.json).
func (s *Server) getVersion(api string) func(*call) answer {
	return func(c *call) answer {
		return ok(s.versionAnswer(link{c.base(), "self"}, link{c.base() + api, "versions"}))
	}
}

// versionAnswer contains the release that is written in BOS's OpenAPI file: up to
// 2.0 that was not the real one (v1-csm-1.3/001_version.json, of 2.0.5).
func (s *Server) versionAnswer(links ...link) versionAnswer {
	shown := s.version
	if shown.before(release{2, 1, 0}) {
		shown = version{"1", "0", "0"}
	}

	return versionAnswer{Links: links, Major: shown.major, Minor: shown.minor, Patch: shown.patch}
}

// getHealthz answers GET of an API's healthz (healthz_get.json). BOS 1.x had
// another database (v1-csm-1.2/003_healthz.json).
func (s *Server) getHealthz(*call) answer {
	database := "dbStatus"
	if !s.version.hasV2() {
		database = "etcdStatus"
	}

	return ok(map[string]string{"apiStatus": "ok", database: "ok"})
}
