// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

// checked is an answer that can tell that it is another one.
type checked[T any] interface {
	*T
	gateway.Checker
}

// fuzzAnswer fuzzes the decoder of an answer. The seeds are the recorded answers at a path, and the given ones. use has
// what passed the answer's own check.
func fuzzAnswer[T any, P checked[T]](f *testing.F, path string, use func(*testing.T, P), seeds ...string) {
	f.Helper()
	for _, seed := range append(append(seeds, "null", "[]", "{}", `""`, "0"), recorded.Bodies(f, path)...) {
		if len(seed) < 64<<10 { // longer ones are slow to mutate
			f.Add([]byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var value T
		if json.Unmarshal(body, &value) != nil || P(&value).Check() != nil {
			return
		}
		use(t, &value)
		if subject, ok := any(&value).(gateway.Subject); ok {
			subject.Subject()
		}
	})
}

const aSession = `{"name":"s1","operation":"boot","template_name":"compute","limit":"a,!b","stage":false,` +
	`"components":"x3000c0s1b1n0, x3000c0s1b0n0,","status":{"status":"complete","start_time":"2026-11-22T10:58:19",` +
	`"end_time":"2026-11-22 10:58:19.5","error":"oh\n"}}`

func wantSession(t *testing.T, s Session) {
	t.Helper()
	if s.Name == "" || !slices.IsSorted(s.Components) || len(slices.Compact(slices.Clone(s.Components))) != len(s.Components) {
		t.Errorf("the session %+v", s)
	}
	for _, node := range s.Components {
		if node == "" || node != strings.TrimSpace(node) || strings.Contains(node, ",") {
			t.Errorf("the node %q", node)
		}
	}
}

func FuzzSessionV2(f *testing.F) {
	fuzzAnswer(f, `^(/apis/bos)?/v2/sessions/[^/]+$`, func(t *testing.T, w *sessionV2) { wantSession(t, w.noun()) }, aSession)
}

func FuzzSessionListV2(f *testing.F) {
	fuzzAnswer(f, `^(/apis/bos)?/v2/sessions(\?.*)?$`, func(t *testing.T, w *sessionListV2) {
		for i := range *w {
			wantSession(t, (*w)[i].noun())
		}
	}, "["+aSession+"]")
}

// Whatever the status says, the verdict's numbers are numbers, and no session succeeds without a node.
func FuzzSessionStatusV2(f *testing.F) {
	fuzzAnswer(f, `^(/apis/bos)?/v2/sessions/[^/]+/status$`, func(t *testing.T, w *sessionStatusV2) {
		status := w.noun()
		if math.IsNaN(status.PercentFailed) || math.IsInf(status.PercentFailed, 0) {
			t.Errorf("the status %+v", status)
		}
	}, `{"status":"complete","managed_components_count":2,"percent_successful":66.66666666666666,"percent_failed":"33",`+
		`"timing":{"duration":"1 day, 2:03:04"},"error_summary":{"oh":{"count":1,"list":"x3000c0s1b0n0"}}}`)
}

const aTemplate = `{"name":"t","tenant":null,"description":"d","enable_cfs":true,"cfs":{"configuration":"c"},"boot_sets":{"compute":` +
	`{"type":"s3","path":"s3://boot-images/1/manifest.json","etag":"e","kernel_parameters":"quiet","node_list":["x3000c0s1b0n0"],` +
	`"node_roles_groups":["Compute"],"node_groups":[],"arch":"ARM","rootfs_provider":"sbps","cfs":{"configuration":"d"}}}}`

// What is written of a template is read back as the same, but for what BOS does not let a client write.
func FuzzTemplate(f *testing.F) {
	fuzzAnswer(f, `/v[12]/sessiontemplates?/[^/]+$`, func(t *testing.T, w *templateV2) {
		template := w.noun()
		body, err := json.Marshal(newTemplatePutV2(template))
		if err != nil {
			t.Fatal(err)
		}
		var back templateV2
		if err := json.Unmarshal(body, &back); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		got := back.noun()
		got.Name, got.Tenant = template.Name, template.Tenant
		if want := written(template); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", body, got, want)
		}
	}, aTemplate)
}

// written returns the template as a PUT writes it: without empty lists, and without the default of arch.
func written(template SessionTemplate) SessionTemplate {
	template.BootSets = maps.Clone(template.BootSets)
	for name, set := range template.BootSets {
		for _, list := range []*[]string{&set.NodeList, &set.NodeRolesGroups, &set.NodeGroups} {
			if len(*list) == 0 {
				*list = nil
			}
		}
		if set.Arch == DefaultArch {
			set.Arch = ""
		}
		template.BootSets[name] = set
	}
	return template
}

func FuzzTemplateList(f *testing.F) {
	fuzzAnswer(f, `/v[12]/sessiontemplates?$`, func(t *testing.T, w *templateListV2) {
		for i := range *w {
			if (*w)[i].noun().Name == "" {
				t.Error("a template without a name")
			}
		}
	}, "["+aTemplate+"]")
}

func FuzzComponent(f *testing.F) {
	fuzzAnswer(f, `/v2/components/[^/]+$`, func(t *testing.T, w *componentV2) { wantComponent(t, w) },
		`{"id":"x3000c0s1b0n0","enabled":true,"retry_policy":3,"last_action":{"last_updated":"2026-11-22T10:58:19"}}`)
}

func FuzzComponentList(f *testing.F) {
	fuzzAnswer(f, `/v2/components(\?.*)?$`, func(t *testing.T, w *componentListV2) {
		for i := range *w {
			wantComponent(t, &(*w)[i])
		}
	}, `[{"id":"x3000c0s1b0n0","event_stats":{"power_on_attempts":1e99}}]`)
}

func wantComponent(t *testing.T, w *componentV2) {
	t.Helper()
	c := w.noun()
	if c.ID == "" || c.Attempts.PowerOn < 0 || c.Attempts.PowerOn > math.MaxInt32 || c.RetryPolicy != nil && *c.RetryPolicy < 0 {
		t.Errorf("the component %+v", c)
	}
}

// Each option is written as it was read.
func FuzzOptions(f *testing.F) {
	fuzzAnswer(f, `/v2/options$`, func(t *testing.T, w *optionsV2) {
		options := w.noun()
		body, err := json.Marshal(options)
		if err != nil {
			t.Fatal(err)
		}
		var back optionsV2
		if err := json.Unmarshal(body, &back); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		for name, option := range back.noun() {
			if !options[name].Equal(option) {
				t.Errorf("%s was %q, and is %q", name, options[name], option)
			}
		}
	}, `{"clear_stage":false,"default_retry_policy":3,"cleanup_completed_session_ttl":"7d","new":[1, 2],"newer":"&"}`)
}

func FuzzVersion(f *testing.F) {
	fuzzAnswer(f, `/v[12]/version$`, func(t *testing.T, w *versionV2) {
		if w.Major == "" {
			t.Error("no version")
		}
	}, `{"major":"2","minor":"50","patch":"0"}`, `{"major":2,"minor":50}`)
}

func FuzzHealth(f *testing.F) {
	fuzzAnswer(f, `/v[12]/healthz$`, func(t *testing.T, w *healthV2) {
		if w.noun() == (Health{}) {
			t.Error("no health")
		}
	}, `{"dbStatus":"ok","apiStatus":"ok"}`, `{"etcdStatus":"ok"}`)
}

func FuzzApplication(f *testing.F) {
	fuzzAnswer(f, `/v2/applystaged$`, func(*testing.T, *applicationV2) {},
		`{"succeeded":["x3000c0s1b0n0"],"failed":[],"ignored":[]}`)
}
