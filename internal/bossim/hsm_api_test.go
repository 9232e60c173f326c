// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

// hsmStep is a request to HSM and parts of its answer.
type hsmStep struct {
	method, path, body string
	status             int
	parts              string // separated by blanks; one with a "-" before it must not be there
}

func (r *rig) hsm(steps ...hsmStep) {
	r.t.Helper()
	for _, step := range steps {
		status, body := r.ask(step.method, "/apis/smd/hsm/v2"+step.path, step.body)
		if status != step.status {
			r.t.Errorf("%s %s: %d %s, want %d", step.method, step.path, status, body, step.status)
		}
		for _, part := range strings.Fields(step.parts) {
			absent, unwanted := strings.CutPrefix(part, "-")
			if unwanted == strings.Contains(body, absent) {
				r.t.Errorf("%s %s: %s: %s", step.method, step.path, part, body)
			}
		}
	}
}

// TestHSM_changes: what a request changes is seen by those after it, and by the set-up
// of BOS's sessions.
func TestHSM_changes(t *testing.T) {
	names := NodeNames(4)
	a, b := names[0], names[1]
	for name, steps := range map[string][]hsmStep{
		"locks": {
			{"POST", "/locks/lock", `{"ComponentIDs":["` + a + `"]}`, 200, `"Success":1`},
			{"GET", "/State/Components/" + a, "", 200, `"Locked":true`},
			{"GET", "/locks/status?type=Node&locked=True", "", 200, a + " -" + b},
			{
				"POST", "/locks/lock",
				`{"ComponentIDs":["` + a + `","` + b + `"],"ProcessingModel":"flexible"}`,
				200, `"Success":1 "Failure":1`,
			},
			{"POST", "/locks/unlock", `{"ComponentIDs":["` + a + `","` + b + `"]}`, 200, ``},
			{"GET", "/State/Components/" + a, "", 200, `-"Locked"`},
			{"POST", "/locks/disable", `{"ComponentIDs":["` + a + `"]}`, 200, ``},
			{"GET", "/State/Components?reservation_disabled=true", "", 200, a + " -" + b},
			{"POST", "/locks/repair", `{"ComponentIDs":["` + a + `"]}`, 200, ``},
			{"GET", "/State/Components/" + a, "", 200, `-"ReservationDisabled"`},
		},
		"a rigid change is all or nothing": {
			{"POST", "/locks/lock", `{"ComponentIDs":["` + a + `","x9999c0s0b0n0"]}`, 400, ""},
			{"GET", "/locks/status?locked=true", "", 200, `[]`},
		},
		"components": {
			{"PATCH", "/State/Components/" + a + "/Enabled", `{"Enabled":false}`, 204, ""},
			{"GET", "/State/Components?enabled=false", "", 200, a + " -" + b},
			{
				"PATCH", "/State/Components/BulkEnabled",
				`{"ComponentIDs":["` + strings.ToUpper(a) + `"],"Enabled":true}`,
				204, "",
			},
			{"GET", "/State/Components?enabled=false", "", 200, `[]`},
			{"PATCH", "/State/Components/" + a + "/Role", `{"Role":"application","SubRole":"uan"}`, 204, ""},
			{"GET", "/State/Components?role=Application&subrole=UAN", "", 200, a + " -" + b},
			{"PATCH", "/State/Components/" + a + "/Role", `{"Role":"Compute"}`, 204, ""},
			{"GET", "/State/Components/" + a, "", 200, `"Compute" -SubRole`},
			{"PATCH", "/State/Components/" + a + "/StateData", `{"State":"standby","Flag":"alert"}`, 204, ""},
			{"GET", "/State/Components?state=Standby&flag=Alert", "", 200, a + " -" + b},
			{"PATCH", "/State/Components/" + a + "/NID", `{"NID":77}`, 204, ""},
			{"GET", "/State/Components/ByNID/77", "", 200, a},
			{"PATCH", "/State/Components/BulkNID", `{"Components":[{"ID":"` + a + `","NID":78}]}`, 204, ""},
			{"POST", "/State/Components/ByNID/Query", `{"NIDRanges":["70-80"]}`, 200, a + " -" + b},
			{"PATCH", "/State/Components/" + a + "/SoftwareStatus", `{"SoftwareStatus":"busy"}`, 204, ""},
			{"GET", "/State/Components?softwarestatus=busy", "", 200, a + " -" + b},
			{"PATCH", "/State/Components/" + a + "/FlagOnly", `{"Flag":"OK"}`, 204, ""},
			{"GET", "/State/Components?flag=Alert", "", 200, `[]`},
			{
				"POST", "/State/Components",
				`{"Components":[{"ID":"` + a + `","State":"Off","Arch":"ARM","Role":"Storage"}],"Force":true}`,
				204, "",
			},
			{"GET", "/State/Components/" + a, "", 200, `"ARM" "Off" "Compute"`}, // the role stays
			{"DELETE", "/State/Components/" + a, "", 200, ""},
			{"GET", "/State/Components/" + a, "", 404, ""},
			{"GET", "/groups/blue", "", 200, "-" + a},
			{"PUT", "/State/Components/" + a, `{"Component":{"ID":"` + a + `","State":"On"}}`, 204, ""},
			{"GET", "/State/Components/" + a, "", 200, `"Compute" "NID":49169440 -Arch`},
			{"DELETE", "/State/Components", "", 200, "deleted"},
			{"GET", "/State/Components", "", 200, `[]`},
		},
		"groups": {
			{
				"POST", "/groups",
				`{"label":"New","tags":["T"],"exclusiveGroup":"x","members":{"ids":["` + strings.ToUpper(a) + `"]}}`,
				201, "/hsm/v2/groups/new",
			},
			{"GET", "/groups/new", "", 200, a + ` "tags":["t"]`},
			{"GET", "/groups?tag=t", "", 200, `"new" -"blue"`},
			{"POST", "/groups", `{"label":"other","exclusiveGroup":"x"}`, 201, ""},
			{"POST", "/groups/other/members", `{"id":"` + a + `"}`, 409, "exclusive"},
			{"POST", "/groups/other/members", `{"id":"` + b + `"}`, 201, ""},
			{
				"POST", "/groups",
				`{"label":"third","exclusiveGroup":"x","members":{"ids":["` + b + `"]}}`,
				409, "exclusive",
			},
			{"GET", "/groups/third", "", 404, ""},
			{"DELETE", "/groups/new/members/" + a, "", 200, ""},
			{"DELETE", "/groups/new/members/" + a, "", 404, ""},
			{"GET", "/groups/new/members", "", 200, `{"ids":[]}`},
			{"GET", "/State/Components?group=new", "", 200, `[]`},
			{"PATCH", "/groups/new", `{"description":"d","tags":[]}`, 204, ""},
			{"GET", "/groups/new", "", 200, `"description":"d" -tags`},
			{"DELETE", "/groups/new", "", 200, ""},
			{"GET", "/groups/labels", "", 200, `-"new" "other"`},
			{"GET", "/groups?group=blue&group=new&partition=p2", "", 200, `"blue" "ids":[]`},
		},
		"partitions": {
			{"POST", "/partitions", `{"name":"p7","members":{"ids":["` + a + `"]}}`, 409, ""},
			{"DELETE", "/partitions/p1/members/" + a, "", 200, ""},
			{"POST", "/partitions", `{"name":"P7","members":{"ids":["` + a + `"]}}`, 201, ""},
			{"GET", "/memberships/" + a, "", 200, `"partitionName":"p7" "blue"`},
			{"GET", "/memberships?partition=p7", "", 200, a + " -" + b},
			{"POST", "/partitions/p7/members", `{"id":"` + b + `"}`, 409, "another"},
			{"PATCH", "/partitions/p7", `{"tags":["T"]}`, 204, ""},
			{"GET", "/partitions?tag=t", "", 200, `"p7" -"p1"`},
			{"GET", "/partitions/p7/members", "", 200, a},
			{"DELETE", "/partitions/p7", "", 200, ""},
			{"GET", "/partitions/names", "", 200, `-"p7" "p1"`},
			{"POST", "/partitions", `{"name":"part 1"}`, 400, ""},
		},
		"subtrees": {
			{"GET", "/State/Components/Query/" + a[:strings.LastIndex(a, "b")] + "?type=Node", "", 200, a + " " + b},
			{"POST", "/State/Components/Query", `{"ComponentIDs":["x300"],"type":["Node"]}`, 200, `[]`},
		},
		"mixtures that HSM refuses": {
			{"GET", "/State/Components?group=blue&group=red&partition=p1", "", 400, ""},
			{"GET", "/State/Components?group=NULL&group=blue", "", 400, ""},
			{"GET", "/State/Components?partition=NULL&partition=p1", "", 400, ""},
			{"GET", "/State/Components?partition=NULL&group=blue", "", 400, ""},
			{"GET", "/State/Components?partition=p1&group=NULL", "", 400, ""},
			{"GET", "/State/Components?partition=NULL&group=NULL", "", 200, `[]`},
		},
		"refusals": {
			{"DELETE", "/State/Components/nid1", "", 400, `"detail":"invalid`},
			{"PATCH", "/State/Components/nid1/Enabled", `{"Enabled":true}`, 400, "ID"},
			{"PATCH", "/State/Components/" + a + "/Enabled", `{}`, 400, "Missing"},
			{"PATCH", "/State/Components/" + a + "/Enabled", `{"ID":"` + b + `","Enabled":true}`, 400, "PATCH"},
			{"PATCH", "/State/Components/" + a + "/Role", `{"Role":"Login"}`, 400, "Role"},
			{"PATCH", "/State/Components/" + a + "/Role", `{"Role":"Compute","SubRole":"x"}`, 400, "SubRole"},
			{"PATCH", "/State/Components/" + a + "/StateData", `{"State":"Booting"}`, 400, "State"},
			{"PATCH", "/State/Components/" + a + "/StateData", `{"State":"On","Flag":"Red"}`, 400, "Flag"},
			{"PATCH", "/State/Components/" + a + "/FlagOnly", `{}`, 400, "Flag"},
			{"PATCH", "/State/Components/" + a + "/NID", `{}`, 400, "NID"},
			{"PATCH", "/State/Components/BulkRole", `{"Role":"Compute"}`, 400, "IDs"},
			{"PATCH", "/State/Components/BulkNID", `{}`, 400, "Components"},
			{"PUT", "/State/Components/" + a, `{"Component":{"ID":"` + b + `"}}`, 400, "URL"},
			{"POST", "/State/Components", `{"Components":[{"ID":"` + a + `","State":"Booting"}]}`, 400, "'Booting'"},
			{"GET", "/groups?tag=a%20b", "", 400, "tag."},
			{"GET", "/groups?group=a%20b", "", 400, "label."},
			{"GET", "/groups?partition=a%20b", "", 400, "name."},
			{"GET", "/groups/blue?partition=NULL", "", 200, `"ids":[]`},
			{"GET", "/partitions?partition=a%20b", "", 400, "name."},
			{"PATCH", "/groups/nosuch", `{"tags":[]}`, 404, "group."},
			{"PATCH", "/groups/blue", `{"tags":["a b"]}`, 400, "tag."},
			{"PATCH", "/partitions/p9", `{"tags":[]}`, 404, "partition."},
			{"DELETE", "/groups/blue/members/nid1", "", 400, "xname"},
			{"GET", "/memberships/nid1", "", 400, "xname"},
			{"GET", "/locks/status?reserved=maybe", "", 400, "maybe"},
			{"POST", "/locks/lock", `{"ProcessingModel":"soft"}`, 400, "Processing"},
		},
		"methods": {
			{"PATCH", "/memberships", "{}", 405, "GET"},
			{"HEAD", "/groups", "", 405, ""},
			{"PUT", "/partitions", "{}", 404, "page"},
			{"GET", "/locks/lock", "", 404, "page"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			newRig(t, healthy(4)).with(t).hsm(steps...)
		})
	}
}

// with returns the rig for a subtest.
func (r *rig) with(t *testing.T) *rig {
	t.Helper()

	return &rig{Server: r.Server, t: t, clock: r.clock}
}

// TestHSM_changesBetweenPostAndSetUp: BOS reads HSM at set-up, after the POST.
func TestHSM_changesBetweenPostAndSetUp(t *testing.T) {
	names := NodeNames(4)
	r := newRig(t, healthy(4))
	r.putNodes("t", []int{0, 1, 2, 3})
	r.start("s", "boot", "t", "")
	r.hsm(
		hsmStep{"POST", "/locks/lock", `{"ComponentIDs":["` + names[0] + `"]}`, 200, ""},
		hsmStep{"PATCH", "/State/Components/" + names[1] + "/Enabled", `{"Enabled":false}`, 204, ""},
		hsmStep{"DELETE", "/State/Components/" + names[2], "", 200, ""},
	)
	r.clock.Advance(3 * r.period())
	if got := r.session("s").Components; got != names[3] {
		t.Errorf("%s", got)
	}
	r.finish("s")
	if n := len(r.RequestsTo(ServiceHSM)); n != 3 || r.Count("", "/hsm/v2/locks/*") != 1 {
		t.Errorf("%d requests to HSM: BOS's own are not in the log", n)
	}
}

// TestHSM_databaseDown: every request for data fails, and so does set-up.
func TestHSM_databaseDown(t *testing.T) {
	r := newRig(t, healthy(4))
	r.putNodes("t", []int{0})
	r.SetHSMDatabaseDown(true)
	for _, path := range []string{
		"/State/Components", "/State/Components/x0c0s0b0n0", "/State/Components/ByNID/1", "/groups", "/groups/labels",
		"/groups/blue", "/partitions", "/partitions/names", "/partitions/p1", "/memberships", "/locks/status",
	} {
		r.hsm(hsmStep{http.MethodGet, path, "", 500, "failed"})
	}
	r.hsm(
		hsmStep{"GET", "/service/ready", "", 503, ""},
		hsmStep{"GET", "/service/liveness", "", 204, ""},
		hsmStep{"POST", "/groups", `{"label":"a"}`, 500, ""},
		hsmStep{"PATCH", "/State/Components/x0c0s0b0n0/Enabled", `{"Enabled":true}`, 400, "failed"},
		hsmStep{"POST", "/locks/lock", `{"ComponentIDs":["` + NodeNames(1)[0] + `"]}`, 500, ""},
	)
	r.start("s", "boot", "t", "")
	r.clock.Advance(3 * r.period())
	if got := deref(r.session("s").Status.Error); !strings.Contains(got, "too many 500 error responses") {
		t.Errorf("%q", got)
	}
	r.SetHSMDatabaseDown(false)
	r.hsm(hsmStep{"GET", "/groups/labels", "", 200, `"blue"`})
}
