// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// templateRoute is the method of the client that makes a request.
type templateRoute struct {
	request *regexp.Regexp
	walk    func(t *testing.T, name string, e exchange, f *fixture)
}

var templateRoutes = []templateRoute{
	{regexp.MustCompile(`^GET /v2/sessiontemplates$`), templatesListed},
	{regexp.MustCompile(`^GET /v2/sessiontemplates/[^/]+$`), templateGot},
	{regexp.MustCompile(`^PATCH /v2/sessiontemplates/[^/]+$`), templateGot}, // the client does not make it, but its answer is a template
	{regexp.MustCompile(`^PUT /v2/sessiontemplates/[^/]+$`), templatePut},
	{regexp.MustCompile(`^DELETE /v2/sessiontemplates/[^/]+$`), templateDeleted},
	{regexp.MustCompile(`^GET /v2/sessiontemplatesvalid/[^/]+$`), templateValidated},
}

// unaskedTemplates matches requests that the client does not make.
var unaskedTemplates = regexp.MustCompile(`^POST /v2/sessiontemplates$`)

func TestRecordings_everyTemplateAnswerIsRead(t *testing.T) {
	t.Parallel()
	counts, none := make([]int, len(templateRoutes)), 0
	all := recordings(t)
	for name, r := range all {
		for _, step := range r.Steps {
			asked := step.Request.Method + " " + step.Request.Path
			if !strings.Contains(asked, "/sessiontemplate") || unaskedTemplates.MatchString(asked) {
				continue
			}
			i := slices.IndexFunc(templateRoutes, func(r templateRoute) bool { return r.request.MatchString(asked) })
			if i < 0 {
				t.Errorf("%s: nothing is said about %s", name, asked)
				continue
			}
			counts[i]++
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f := newFixture(t, step.serve, func(c *config) { c.MaxRetries = &none })
				templateRoutes[i].walk(t, name, step, f)
			})
		}
	}
	for i, n := range counts {
		t.Logf("%4d × %s", n, templateRoutes[i].request)
		if n == 0 && areTheFirst(all) {
			t.Errorf("no recording of %s", templateRoutes[i].request)
		}
	}
}

// asked returns the name of the template in the path, or another if no template can have it.
func (e exchange) asked() string {
	name := path.Base(e.Request.Path)
	if !regexp.MustCompile(`^[a-z0-9][-a-z0-9]{0,126}$`).MatchString(name) {
		return "t"
	}
	return name
}

func templatesListed(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	got, err := f.ListSessionTemplates(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	said := map[string]map[string]any{}
	for _, template := range saidV1[[]map[string]any](t, e) {
		said[as[string](t, template["name"])] = template
	}
	if len(got) != len(said) || !slices.IsSortedFunc(got, func(a, b bos.SessionTemplate) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%s: %d of %d templates, or not by name", name, len(got), len(said))
	}
	for _, template := range got {
		sameTemplate(t, said[template.Name], template)
	}
}

func templateGot(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	got, err := f.SessionTemplate(t.Context(), e.asked())

	if e.Response.Status >= 300 {
		sameProblem(t, name, e, err)
		if errors.Is(err, gateway.ErrNotFound) != (e.Response.Status == 404) {
			t.Errorf("got %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	sameTemplate(t, saidV1[map[string]any](t, e), got)
}

func templateDeleted(t *testing.T, name string, e exchange, f *fixture) {
	t.Helper()
	err := f.DeleteSessionTemplate(t.Context(), e.asked())

	if e.Response.Status >= 300 {
		sameProblem(t, name, e, err)
		return
	}
	if err != nil {
		t.Error(err)
	}
}

// sameTemplate encodes the template as BOS does, and compares.
func sameTemplate(t *testing.T, said map[string]any, got bos.SessionTemplate) {
	t.Helper()
	if said["tenant"] == nil {
		said["tenant"] = "" // v2 writes null, v1 "" or nothing
	}
	for _, bootSet := range as[map[string]any](t, said["boot_sets"]) {
		for _, old := range []string{"boot_ordinal", "network"} { // 005_template_get.json of CSM 1.3
			delete(as[map[string]any](t, bootSet), old)
		}
	}
	again := written(t, got)
	again["name"], again["tenant"] = got.Name, got.Tenant
	if !reflect.DeepEqual(again, said) {
		t.Errorf("got  %v\nwant %v", again, said)
	}
}

// written returns the template as JSON, without its name and tenant.
func written(t *testing.T, template bos.SessionTemplate) map[string]any {
	t.Helper()
	sets := map[string]any{}
	for name, b := range template.BootSets {
		set := map[string]any{"type": b.Type, "path": b.Path, "arch": b.Arch, "cfs": configured(b.Configuration)}
		set["etag"], set["kernel_parameters"] = b.ETag, b.KernelParameters
		set["rootfs_provider"], set["rootfs_provider_passthrough"] = b.RootfsProvider, b.RootfsProviderPassthrough
		set["node_list"], set["node_roles_groups"], set["node_groups"] = b.NodeList, b.NodeRolesGroups, b.NodeGroups
		sets[name] = set
	}
	return plain(t, map[string]any{
		"description": template.Description, "enable_cfs": template.EnableCFS,
		"cfs": configured(template.Configuration), "boot_sets": sets,
	})
}

func configured(configuration string) any {
	if configuration == "" {
		return nil
	}
	return map[string]any{"configuration": configuration}
}

// plain returns v as JSON decodes it, without null and "".
func plain(t *testing.T, v map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]any{}
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	sparse(read)
	return read
}

func sparse(object map[string]any) {
	for key, value := range object {
		if inner, isObject := value.(map[string]any); isObject {
			sparse(inner)
		}
		if value == nil || value == "" {
			delete(object, key)
		}
	}
}
