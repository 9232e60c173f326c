// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Given BOS of a version, then the data source tells it, its release of CSM, and the state of its health.
func TestVersionDataSource_read(t *testing.T) {
	bos := newSim(t, func(c *bossim.Config) { c.Version = "2.10.34" })
	check := func(attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.bos_version.test", tfjsonpath.New(attribute), want)
	}

	bos.apply(t, resource.TestStep{
		Config: bos.testConfig(`data "bos_version" "test" {}`),
		ConfigStateChecks: []statecheck.StateCheck{
			check("version", knownvalue.StringExact("2.10.34")),
			check("major", knownvalue.Int64Exact(2)),
			check("minor", knownvalue.Int64Exact(10)),
			check("patch", knownvalue.Int64Exact(34)),
			check("csm_release", knownvalue.StringExact("1.5")),
			check("api_versions", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("v1"), knownvalue.StringExact("v2")})),
			check("db_status", knownvalue.StringExact("ok")),
			check("api_status", knownvalue.StringExact("ok")),
			check("healthy", knownvalue.Bool(true)),
		},
	})
	for _, r := range bos.Requests() {
		if r.Path != "/v2/version" && r.Path != "/v2/healthz" {
			t.Errorf("it asked for %s", r.Path)
		}
	}
}

// Given a version of BOS, then its release of CSM is told where that is known, and null where it is not.
func TestVersionDataSource_releases(t *testing.T) {
	both, v2 := []any{"v1", "v2"}, []any{"v2"}
	for _, c := range []struct {
		version string
		spoken  apiPaths
		told    string
		release any
		api     any
	}{
		{"1.10.9", pathsV1, "1.0.0", "1.4 or earlier", nil},
		{"2.0.5", pathsV1, "1.0.0", "1.4 or earlier", nil},
		{"2.0.5", pathsV2, "1.0.0", "1.3 or 1.4", both},
		{"2.9.0", pathsV2, "2.9.0", nil, nil},
		{"2.10.34", pathsV2, "2.10.34", "1.5", both},
		{"2.10.34", pathsV1, "2.10.34", "1.5", both},
		{"2.11.0", pathsV2, "2.11.0", nil, nil},
		{"2.30.8", pathsV2, "2.30.8", "1.6", v2},
		{"2.31.0", pathsV2, "2.31.0", nil, nil},
		{"2.32.0", pathsV2, "2.32.0", "later than 1.6", v2},
		{"2.50.0", pathsV2, "2.50.0", "later than 1.6", v2},
		{"3.0.0", pathsV2, "3.0.0", nil, nil},
	} {
		t.Run(c.version+" by "+c.spoken.version, func(t *testing.T) {
			bos := newSim(t, release(c.version))
			bos.api = c.spoken

			read := readVersion(t, bos)

			if read["version"] != c.told || !reflect.DeepEqual(read["csm_release"], c.release) || !reflect.DeepEqual(read["api_versions"], c.api) {
				t.Errorf("got %v, want %v and %v", read, c.release, c.api)
			}
		})
	}
}

// Given BOS whose database is down, or that tells odd things of itself, then they are told as they are.
func TestVersionDataSource_odd(t *testing.T) {
	bos := newSim(t)
	bos.Inject(bossim.Fault{Path: "/v2/healthz", Status: http.StatusOK, Body: `{"dbStatus": "not_available", "apiStatus": "ok"}`})
	bos.Inject(bossim.Fault{Path: "/v2/version", Status: http.StatusOK, Body: `{"major": "2", "minor": "50", "patch": "0-rc1"}`})

	read := readVersion(t, bos)

	want := map[string]any{
		"version": "2.50.0-rc1", "major": "2", "minor": "50", "patch": nil, "csm_release": "later than 1.6", "api_versions": []any{"v2"},
		"db_status": "not_available", "api_status": "ok", "healthy": false,
	}
	if !reflect.DeepEqual(read, want) {
		t.Errorf("got %v\nwant %v", read, want)
	}
}

// Given a request that fails, then one error names it.
func TestVersionDataSource_failures(t *testing.T) {
	for path, summary := range map[string]string{
		"/v2/version": "Unable to read the version of BOS",
		"/v2/healthz": "Unable to read the health of BOS",
	} {
		bos := newSim(t)
		p := newServer(t, bos, nil)
		bos.Inject(bossim.Fault{Path: path, Status: http.StatusServiceUnavailable, Body: "no healthy upstream"})

		wantFault(t, p.ask(), "", summary, "GET "+path+": 503 Service Unavailable: no healthy upstream", "kubectl get pods -n services")
	}
}

// readVersion is what bos_version tells, numbers as text.
func readVersion(t *testing.T, bos *sim) map[string]any {
	t.Helper()
	tf := newEngine(t, bos)
	tf.write(`data "bos_version" "test" {}` + "\noutput \"read\" {\n  value = data.bos_version.test\n}\n")
	tf.must("apply", "-auto-approve")
	read := map[string]any{}
	if err := json.Unmarshal([]byte(tf.must("output", "-json", "read")), &read); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"major", "minor", "patch"} {
		if number, ok := read[part].(float64); ok {
			read[part] = fmt.Sprint(number)
		}
	}
	return read
}

// Given a system that has v1 of the API alone, when v2 is asked, then the error says what to set.
func TestVersionDataSource_withoutV2(t *testing.T) {
	bos := newSim(t, release("1.10.9"))
	tf := newEngine(t, bos)
	for _, body := range []string{
		`data "bos_version" "test" {}`,
		`data "bos_sessions" "test" {}`,
		"resource \"bos_session\" \"test\" {\n  operation     = \"boot\"\n  template_name = \"compute\"\n}",
	} {
		tf.write(body + "\n")

		output := tf.exits(1, "apply", "-auto-approve")

		says(t, output, "no v2 of its API", `Set api_version = "v1", or "auto"`)
	}
	bos.wantSent(t, 0, 1)
}
