// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestComponents_listedByRelease(t *testing.T) {
	names := NodeNames(3)
	disordered := names[2] + "," + names[0] + "," + names[2]
	all := strings.Join(names, ",")
	for query, want := range map[string]map[string]string{
		"?ids=" + disordered + ",x9": {
			csm15: disordered, "2.31.0": disordered,
			"2.32.0": names[0] + "," + names[2], "": names[0] + "," + names[2],
		},
		"?enabled=false&ids=" + names[0]:              {csm15: names[0], "2.31.0": names[0], "": names[0]},
		"?enabled=true":                               {csm15: names[1], "": names[1]},
		"?session=nobody":                             {csm15: "", "": ""},
		"?ids=" + names[1] + "&phase=":                {csm15: names[1], "": names[1]},
		"?ids=" + names[0] + "&status=on_hold,stable": {csm15: names[0], "": names[0]},
	} {
		for version, want := range want {
			if got := strings.Join(oneEnabled(t, version, 3).componentIDs(query), ","); got != want {
				t.Errorf("%s %s: %s, want %s", version, query, got, want)
			}
		}
	}
	for query, want := range map[string]map[string]int{
		"?enabled=false":              {csm13: 2, csm15: 2, "2.31.0": 2, "2.32.0": 3, "": 3},
		"?session=":                   {csm15: 3, "2.24.0": 3},
		"?page_size=2":                {csm15: 3, "2.31.0": 3, "2.32.0": 2, "": 2},
		"?start_after_id=" + names[1]: {csm15: 3, "2.32.0": 1, "": 1},
	} {
		for version, want := range want {
			got := oneEnabled(t, version, 3).componentIDs(query)
			if len(got) != want || !subset(got, all) {
				t.Errorf("%s %s: %v, want %d", version, query, got, want)
			}
		}
	}
}

func subset(got []string, all string) bool {
	return !slices.ContainsFunc(got, func(id string) bool { return !strings.Contains(all, id) })
}

// oneEnabled returns a rig with n nodes, the second of which BOS is acting on.
func oneEnabled(t *testing.T, version string, n int) *rig {
	t.Helper()
	r := newV1Rig(t, version, healthy(n))
	r.must(http.StatusOK, nil, patch, "/v2/components/"+NodeNames(n)[1], `{"enabled":true}`)

	return r
}

func (r *rig) componentIDs(query string) []string {
	r.t.Helper()
	var list []component
	r.must(http.StatusOK, &list, get, "/v2/components"+query, "")
	var ids []string
	for _, c := range list {
		ids = append(ids, c.ID)
	}

	return ids
}

func TestComponents_unorderedWithoutPages(t *testing.T) {
	for version, want := range map[string]bool{csm15: false, "2.31.0": false, "2.32.0": true} {
		if got := slices.IsSorted(newV1Rig(t, version, healthy(40)).componentIDs("")); got != want {
			t.Errorf("%s: sorted %v", version, got)
		}
	}
}

func TestComponents_limitsByRelease(t *testing.T) {
	long := strings.Join(NodeNames(20), ",")
	for query, want := range map[string]map[string]int{
		"?ids=" + long:          {csm13: 200, csm15: 200, "2.24.0": 200, "2.25.0": 400, "": 400},
		"?session=-no+session-": {csm15: 200, "2.25.0": 400, "": 400},
		"?phase=dancing":        {csm15: 200, "2.43.0": 200, "2.44.0": 400, "": 400},
		"?page_size=many":       {csm15: 200, "2.31.0": 200, "2.32.0": 400, "": 400},
	} {
		for version, want := range want {
			if got, body := newV1Rig(t, version, healthy(1)).ask(get, "/v2/components"+query, ""); got != want {
				t.Errorf("%s %s: %d %s", version, query, got, body)
			}
		}
	}
}

func TestComponent_messagesByRelease(t *testing.T) {
	for version, want := range map[string]string{
		csm13:    "Component could not found.: Component x could not be found",
		csm15:    "Component not found.: Component x could not be found",
		"2.32.0": "Component not found.: Component x could not be found",
		"2.33.0": "The resource was not found: Component 'x' does not exist",
	} {
		r := newV1Rig(t, version, healthy(1))
		r.checkProblem(want, 404, get, "/v2/components/x", "")
		r.checkProblem(want, 404, patch, "/v2/components", `[{"id":"x","enabled":false}]`)
	}
}

func TestComponents_skippingBadIDsByRelease(t *testing.T) {
	const body = `{"patch":{"enabled":false},"filters":{"ids":"x"}}`
	for version, want := range map[string]int{csm15: 404, "2.39.0": 404, "2.40.0": 200, "": 200} {
		r := newV1Rig(t, version, healthy(1))
		r.must(want, nil, patch, "/v2/components?skip_bad_ids=true", body)
	}
}

func TestApplyStaged_releasesThatForgetStages(t *testing.T) {
	name := NodeNames(1)[0]
	for version, works := range map[string]bool{
		csm13: true, "2.2.0": false, "2.10.20": false, "2.10.21": true,
		csm15: true, "2.11.0": false, "2.20.0": false, "2.21.0": true, "": true,
	} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, healthy(1))
			r.start("staged", "boot", "compute", `,"stage":true`)
			for r.stagedSession(name) == "" {
				r.clock.Advance(r.period())
			}

			got := r.applyStaged(`{"xnames":["` + name + `"]}`)

			if (len(got.Succeeded) == 1) != works || (len(got.Failed) == 1) == works {
				t.Errorf("%+v", got)
			}
			if c := r.component(name); !works && deref(c.Error) != "Staged session no longer exists" {
				t.Errorf("error %q", deref(c.Error))
			}
		})
	}
}

func (r *rig) stagedSession(name string) string {
	r.t.Helper()
	c := r.component(name)

	return c.stagedSession()
}
