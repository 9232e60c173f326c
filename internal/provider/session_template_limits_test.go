// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
	"testing"
)

// putAnswered is the status of BOS's answer to a template that is put behind the provider's back.
func (s *sim) putAnswered(t *testing.T, template map[string]any) int {
	t.Helper()
	name, _ := template["name"].(string)
	delete(template, "name") // as a GET's body cannot be put back
	delete(template, "tenant")
	body, err := json.Marshal(template)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+path.Join("/v2/sessiontemplates", name), strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	template["name"] = name
	return resp.StatusCode
}

// The resource takes what BOS takes, up to the last character, and refuses what BOS refuses.
func TestSessionTemplate_limits(t *testing.T) {
	t.Parallel()
	long := func(n int) any { return strings.Repeat("a", n) }
	items := func(n int) any {
		list := []any{}
		for i := range n {
			list = append(list, fmt.Sprint("item-", i))
		}
		return list
	}
	one := func(n int) any { return []any{strings.Repeat("a", n)} }
	sets := func(n int) any {
		all := map[string]any{}
		for i := range n {
			all[fmt.Sprint("set-", i)] = map[string]any{"type": "s3", "path": anImage, "node_groups": []any{"blue"}}
		}
		return all
	}
	named := func(n int) any {
		return map[string]any{strings.Repeat("a", n): map[string]any{"type": "s3", "path": anImage, "node_groups": []any{"blue"}}}
	}
	for _, row := range []struct {
		place    string
		value    func(n int) any
		min, max int
		says     string
	}{
		{"name", long, 1, 127, "has a length of 128"},
		{"description", long, 1, 1023, "has a length of 1024"},
		{"cfs.configuration", long, 0, 127, "has a length of 128"},
		{"boot_sets", sets, 1, 127, "There are 128 boot sets"},
		{"boot_sets", named, 1, 127, "has a length of 128"},
		{"boot_sets.compute.path", func(n int) any { return "s3://" + strings.Repeat("a/", n/2)[:n-5] }, 8, 4095, "has a length of 4096"},
		{"boot_sets.compute.etag", long, 0, 65536, "has a length of 65537"},
		{"boot_sets.compute.kernel_parameters", long, 0, 4096, "has a length of 4097"},
		{"boot_sets.compute.rootfs_provider", long, 1, 511, "has a length of 512"},
		{"boot_sets.compute.rootfs_provider_passthrough", long, 0, 4096, "has a length of 4097"},
		{"boot_sets.compute.cfs.configuration", long, 0, 127, "has a length of 128"},
		{"boot_sets.compute.node_roles_groups", items, 1, 1023, "The list has 1024 items"},
		{"boot_sets.compute.node_groups", items, 1, 4095, "The list has 4096 items"},
		{"boot_sets.compute.node_roles_groups", one, 1, 127, "has a length of 128"},
		{"boot_sets.compute.node_groups", one, 1, 127, "has a length of 128"},
	} {
		t.Run(fmt.Sprint(row.place, " to ", row.max), func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := templates(t, bos)
			of := func(n int) map[string]any {
				body := putField(t, row.place, row.value(n))
				delete(body, "tenant")
				return body
			}
			for _, n := range []int{row.min, row.max} {
				config, _ := p.written(of(n), "", "")
				p.fine(p.valid(config))
				created := p.apply(nil, with(config, fields{"overwrite": truth(true)}))
				p.fine(created.Diagnostics)
				p.same(created.NewState, with(config, fields{"overwrite": truth(true)}))
			}
			beyond := map[int]string{row.max + 1: row.says}
			if row.min == 1 && row.place != "boot_sets" { // an empty name of a boot set is another row's
				beyond[0] = "empty"
			}
			for n, says := range beyond {
				config, _ := p.written(of(n), "", "")
				if said := told(p.valid(config)); !strings.Contains(said, "error: ") || !strings.Contains(said, says) {
					t.Errorf("%d: want %q, got %q", n, says, said)
				}
				if status := bos.putAnswered(t, of(n)); status < 400 {
					t.Errorf("BOS takes %d: %d", n, status)
				}
			}
		})
	}
}
