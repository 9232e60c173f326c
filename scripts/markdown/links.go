// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
)

// hosts are those that a page may link to. Nothing is asked of them: a new one is looked at by whoever adds it here.
var hosts = []string{
	"developer.hashicorp.com",
	"docs.github.com",
	"docs.sigstore.dev",
	"editorconfig.org",
	"github.com",
	"go.dev",
	"keepachangelog.com",
	"opentofu.org",
	"registry.terraform.io",
	"search.opentofu.org",
	"semver.org",
	"slsa.dev",
	"spdx.dev",
	"www.conftest.dev",
	"www.openpolicyagent.org",
}

// links returns what is wrong with the links of the pages.
//
// Those to files are resolved as GitHub does, relative to the page. The registries do the same for what is below docs/,
// and know nothing else: a page there links to pages there.
func links(pages []*page) (faults []string, err error) {
	known := map[string]*page{}
	for _, p := range pages {
		known[p.path] = p
	}
	for _, p := range pages {
		for _, l := range p.links {
			if fault := p.resolve(l.target, known); fault != "" {
				faults = append(faults, fmt.Sprintf("%s:%d: %s: %s", p.path, l.number, l.target, fault))
			}
		}
	}
	return faults, nil
}

// resolve returns what is wrong with a link of the page.
func (p *page) resolve(target string, known map[string]*page) string {
	if strings.HasPrefix(target, "[") {
		if !p.defined[strings.ToLower(target)] {
			return "is defined nowhere on the page"
		}
		return ""
	}
	u, err := url.Parse(target)
	switch {
	case err != nil:
		return "is not a URL"
	case target == "":
		return "leads nowhere"
	case u.Scheme == "http" || u.Scheme == "https":
		return external(u)
	case u.Scheme != "" || u.Host != "" || u.RawQuery != "" || strings.HasPrefix(u.Path, "/"):
		return "is neither a path relative to the page nor an https:// URL"
	}
	file := p.path
	if u.Path != "" {
		file = path.Join(path.Dir(p.path), u.Path)
	}
	if inDocs(p.path) && !inDocs(file) {
		return "leaves docs/, which is all that a registry has"
	}
	if _, err := os.Stat(file); err != nil || strings.HasPrefix(file, "../") {
		return "there is no " + file
	}
	if u.Fragment == "" {
		return ""
	}
	of := known[file]
	if of == nil {
		return file + " is not one of the pages that are checked, so it has no anchors"
	}
	if !of.anchors[u.Fragment] {
		return "there is no heading for #" + u.Fragment + " in " + file
	}
	return ""
}

func inDocs(file string) bool { return strings.HasPrefix(file, "docs/") }

func external(u *url.URL) string {
	switch {
	case u.Scheme != "https":
		return "is not https"
	case !slices.Contains(hosts, u.Host):
		return "the host is not in the list of scripts/markdown/links.go"
	}
	return ""
}
