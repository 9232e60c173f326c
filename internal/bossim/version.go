// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"fmt"
	"regexp"
	"strconv"
)

// version is BOS's own version, whose parts the API returns as strings.
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

// release is the major, minor and patch number of a BOS release in which
// something changed.
type release [3]int

// before reports whether v is older than a release. BOS's numbers are small: one
// that overflows an int counts as later than any.
func (v version) before(r release) bool {
	for i, part := range []string{v.major, v.minor, v.patch} {
		n, err := strconv.Atoi(part)
		if err != nil || n > r[i] {
			return false
		}
		if n < r[i] {
			return true
		}
	}

	return false
}

// hasV1: CSM 1.6 (BOS 2.30) no longer has the v1 API.
func (v version) hasV1() bool { return v.before(release{2, 30, 0}) }

// hasV2: CSM 1.2 (BOS 1.10) does not have the v2 API yet.
func (v version) hasV2() bool { return !v.before(release{2, 0, 0}) }

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
