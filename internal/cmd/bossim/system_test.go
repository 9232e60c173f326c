// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// validity returns BOS's verdict on a template with one boot set of all compute
// nodes, when it is written or checked.
func validity(t *testing.T, base, arch, image string) string {
	t.Helper()
	template := base + "/apis/bos/v2/sessiontemplates/tried"
	body := fmt.Sprintf(`{"boot_sets": {"compute": {"arch": %q, "type": "s3", "path": %q,`+
		` "node_roles_groups": ["Compute"]}}}`, arch, image)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, template, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if status, answer := send(t, http.DefaultClient, request); status != http.StatusOK {
		return answer
	}
	valid := strings.Replace(template, "sessiontemplates/", "sessiontemplatesvalid/", 1)
	_, said := ask(t, http.DefaultClient, valid, "", "")

	return said
}

func TestRun_imagesOfBothKinds(t *testing.T) {
	s := start(t, "-nodes", "16")
	s.drain()
	for _, row := range []struct{ arch, image, want string }{
		{"X86", "s3://boot-images/any/manifest.json", "Valid"},
		{"ARM", bossim.ARMImage, "Valid"},
		{"ARM", "s3://boot-images/any/manifest.json", "but actual IMS image arch is 'x86_64'"},
		{"X86", bossim.ARMImage, "but actual IMS image arch is 'aarch64'"},
		{"X86", bossim.MissingImage, "Unable to read manifest file"},
	} {
		if said := validity(t, s.url, row.arch, row.image); !strings.Contains(said, row.want) {
			t.Errorf("%s of %s: %s", row.arch, row.image, said)
		}
	}
}

func TestRun_armNodes(t *testing.T) {
	for flag, want := range map[string]int{"8": 4 + 8, "300": 4 + 300, "0": 4} {
		s := start(t, "-nodes", "4", "-arm-nodes", flag)
		s.drain()

		_, body := ask(t, http.DefaultClient, s.url+"/apis/bos/v2/components", "", "")

		var found []struct{ ID string }
		if err := json.Unmarshal([]byte(body), &found); err != nil {
			t.Fatal(err)
		}
		if len(found) != want {
			t.Errorf("-arm-nodes %s: %d nodes, want %d", flag, len(found), want)
		}
	}
}

// The help lists exactly the images that exist, and those that the example needs.
// What README's configuration creates is not there before, and its nodes are those that README shows.
func TestRun_bare(t *testing.T) {
	for bare, want := range map[string]struct {
		templates bool
		nodes     int
	}{"-bare=true": {false, 64}, "-bare=false": {true, 64 + 8}} {
		s := start(t, bare)
		s.drain()

		_, templates := ask(t, http.DefaultClient, s.url+"/apis/bos/v2/sessiontemplates", "", "")
		_, nodes := ask(t, http.DefaultClient, s.url+"/apis/bos/v2/components", "", "")

		if got := strings.TrimSpace(templates) != "[]"; got != want.templates {
			t.Errorf("%s: templates %s", bare, templates)
		}
		var list []any
		if err := json.Unmarshal([]byte(nodes), &list); err != nil || len(list) != want.nodes {
			t.Errorf("%s: %d nodes, want %d (%v)", bare, len(list), want.nodes, err)
		}
	}
}

func TestImages_listed(t *testing.T) {
	for file, images := range map[string][]string{
		"../../../scripts/simulator":          {bossim.ARMImage, bossim.MissingImage},
		"../../../examples/boot-plan/main.tf": {bossim.ARMImage},
	} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, image := range images {
			if !strings.Contains(string(content), image) {
				t.Errorf("%s does not name %s", file, image)
			}
		}
	}
}
