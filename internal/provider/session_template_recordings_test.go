// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// recordedWalk is what the resource does about recordings of one kind.
type recordedWalk struct {
	request *regexp.Regexp
	walk    func(t *testing.T, name string, r recorded)
}

var recordedWalks = []recordedWalk{
	{regexp.MustCompile(`^PUT /v2/sessiontemplates/[^/]+$`), writtenAsRecorded},
	{regexp.MustCompile(`^(POST /v1/sessiontemplate|PUT /v1/sessiontemplate/[^/]+|POST /v2/sessiontemplates)$`), writtenAsRecorded},
	{regexp.MustCompile(`^GET /v[12]/sessiontemplatetemplate$`), writtenAsRecorded}, // BOS's own example
	{regexp.MustCompile(`^PATCH /v2/sessiontemplates/[^/]+$`), patchedAsRecorded},
	{regexp.MustCompile(`^GET /v2/sessiontemplates(/[^/]+)?$`), foundAsRecorded},
	{regexp.MustCompile(`^GET /v1/sessiontemplate(/[^/]+)?$`), foundAsRecorded},
	{regexp.MustCompile(`^DELETE /v[12]/sessiontemplates?/[^/]+$`), deletedAsRecorded},
	{regexp.MustCompile(`^GET /v2/sessiontemplatesvalid/[^/]+$`), validatedAsRecorded},
}

// Whatever BOS has ever been seen to take, show or refuse, the resource plans nothing after it, or errors as BOS did.
func TestSessionTemplate_recordings(t *testing.T) {
	t.Parallel()
	counts := make([]int, len(recordedWalks))
	all := recordedTemplates(t)
	for name, r := range all {
		asked := r.Request.Method + " " + r.Request.Path
		i := slices.IndexFunc(recordedWalks, func(w recordedWalk) bool { return w.request.MatchString(asked) })
		if i < 0 {
			t.Errorf("%s: nothing is said about %s", name, asked)
			continue
		}
		counts[i]++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recordedWalks[i].walk(t, name, r)
		})
	}
	for i, n := range counts {
		t.Logf("%4d × %s", n, recordedWalks[i].request)
	}
	if _, first := all["v2/reject_nids_template_put"]; !first { // others may be replayed alone
		return
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(refusedWrites)), slices.Collect(maps.Keys(writtenOtherwise))) {
		if _, found := all[name]; !found {
			t.Errorf("there is no recording %s", name)
		}
	}
}

const byBOS = "by BOS"

// refusedWrites are recordings whose body the resource does not write, and a part of the error; byBOS: BOS's own
// detail. In brackets is what Terraform refuses by itself, as the resource has no such argument. What holds of all
// other refusals says refusedAnyhow.
var refusedWrites = map[string]string{
	"v2/reject_nids_template_put":           byBOS,
	"v2/template_put_bs_arch_mismatch":      byBOS,
	"v2/tenant_template_put_unknown_tenant": byBOS,
	"v2/template_put_bs_bad_arch":           "`x86_64` is not valid; use one of",
	"v2/template_put_bs_empty_node_list":    "The list is empty",
	"v2/template_put_bs_no_nodes":           "No nodes belong to the boot set",
	"v2/template_put_bs_no_path":            "path",
	"v2/template_put_empty_boot_sets":       "There is no boot set",
	"v2/template_put_empty_description":     "The value is empty",
	"v2/template_put_links":                 "[links]",
	"v2/template_put_malformed_json":        "[(no object)]",
	"v2/template_put_name_128":              "has a length of 128",
	"v2/template_put_no_boot_sets":          "boot_sets",
	"v2/template_put_null_boot_sets":        "boot_sets",
	"v2/template_put_template_url":          "[templateUrl]",
	"v2/template_put_unknown_field":         "[foo]",

	"v1/009_template_template":                  "`xname1`, is not a node's xname",
	"v1/015_template_create_no_name":            "name",
	"v1/017_template_create_templateurl":        "[templateUrl]",
	"v1/018_template_create_bs_no_path":         "path",
	"v1/019_template_create_bs_empty_node_list": "The list is empty",
	"v1/024_template_create_empty_name":         "The value is empty",
	"v1/026_template_create_malformed":          "[(no object)]",
	"v1/027_template_create_wrong_ctype":        "[(no object)]",
	"v1/030_template_put_405":                   "There is no boot set",
	"v1-csm-1.2/008_template_create_no_name":    "name",
	"v1-csm-1.3/008_template_create_no_name":    "name",
}

// writtenOtherwise are those that BOS refused and the resource writes all the same, and why.
var writtenOtherwise = map[string]string{
	"v2/template_put_bs_name_mismatch":         "Terraform drops it",
	"v2/template_put_bs_unknown_field":         "Terraform drops it",
	"v1/020_template_create_bs_bad_network":    "Terraform drops it",
	"v2/template_put_bs_no_type":               "the resource has a default",
	"v2/template_put_enable_cfs_string":        `Terraform makes a bool of "true"`,
	"v2/template_put_with_name_tenant":         "the name goes into the path, and the tenant into a header",
	"v2/template_put_wrong_content_type":       "the provider says what it sends",
	"v2/template_post_405":                     "the provider makes a PUT of it",
	"v1/021_template_create_bs_arch":           "v2 takes it",
	"v1/022_template_create_bs_cfs":            "v2 takes it",
	"v1/028_template_create_tenant_header":     "v2 takes it",
	"v1-csm-1.2/009_template_create_long_name": "v2 takes it",
	"v1-csm-1.2/010_template_create_bs_arch":   "v2 takes it",
}

// droppedByV1 are fields that v1 took and BOS ≥ 2.7 takes without keeping them (v1/010_template_create.json), or shows
// still (v1-csm-1.2, v1-csm-1.3). The resource has no such arguments.
var droppedByV1 = regexp.MustCompile(`^(cfs\.playbook|partition|cfs_branch|boot_sets\.[^.]+\.(network|boot_ordinal|shutdown_ordinal))$`)

// droppedByTerraform: what an object has no attribute for never comes to a provider. (At the top of a resource it is an error.)
func droppedByTerraform(place string) bool {
	return strings.Contains(place, ".") && !strings.Contains(place, " ")
}

func writtenAsRecorded(t *testing.T, name string, r recorded) {
	t.Helper()
	bos := newSim(t, recordedWorld(r))
	if strings.HasPrefix(name, "v2/reject_nids") {
		bos.patch(t, optionsPath, `{"reject_nids": true}`)
	}
	p := templates(t, bos)
	body, call := r.Request.Body, r.asked()
	if r.Request.Method == "GET" {
		body, call = r.Response.Body, "example"
	}
	if call == "sessiontemplate" || call == "sessiontemplates" { // a POST: the name is in the body, if there is any
		call = map[bool]string{true: "posted"}[strings.HasPrefix(r.Request.Path, "/v2")]
	}
	config, refused := p.written(body, call, r.tenant())
	refused = slices.DeleteFunc(refused, droppedByTerraform)
	if r.Response.Status < 300 && r.Request.Method != "GET" {
		refused = slices.DeleteFunc(refused, droppedByV1.MatchString)
	}

	said, wrong := refusedWrites[name]
	_, otherwise := writtenOtherwise[name]
	switch {
	case !wrong && !otherwise && r.Response.Status >= 300:
		p.refusedAnyhow(bos, config, refused, r)
	case !wrong && otherwise != (r.Response.Status >= 300):
		t.Fatalf("BOS answered with %d", r.Response.Status)
	case !wrong && stricter.MatchString(told(p.valid(config))):
		bos.wantPuts(t, 0, 0)
	case len(refused) > 0:
		if terraform := "[" + strings.Join(refused, " ") + "]"; terraform != said {
			t.Errorf("there are no such arguments: %s; want %q", terraform, said)
		}
	case wrong:
		p.refusesAsRecorded(bos, config, r, said)
	default:
		p.writesAsRecorded(bos, config, r)
	}
}

const imageOfV1 = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"

// recordedWorld is a system in which the request could be made.
func recordedWorld(r recorded) func(*bossim.Config) {
	return func(c *bossim.Config) {
		c.System.Tenants = map[string][]string{}
		if tenant := r.tenant(); tenant != "" && tenant != "vcluster-nope" {
			c.System.Tenants[tenant] = []string{}
		}
		if strings.HasPrefix(r.Request.Path, "/v1/") { // where arch itself is refused, whatever it is
			c.System.Images = map[string]bossim.Image{imageOfV1: {Arch: map[bool]string{true: "aarch64"}[r.says(`"arch":"ARM"`)]}}
		}
	}
}

func (p *server) refusesAsRecorded(bos *sim, config fields, r recorded, said string) {
	p.t.Helper()
	puts := 0
	diagnostics := p.valid(config)
	if said == byBOS {
		p.fine(diagnostics)
		applied := p.apply(nil, config)
		diagnostics, said, puts = applied.Diagnostics, r.detail(), 1
		if !p.unpacked(applied.NewState).IsNull() {
			p.t.Error("it is in the state")
		}
	}
	if !fails(diagnostics) || !strings.Contains(told(diagnostics), said) {
		p.t.Errorf("want an error that says %q, got\n%s", said, told(diagnostics))
	}
	bos.wantPuts(p.t, puts, 0)
}

// writesAsRecorded creates it, changes it and changes it back; each time BOS keeps what it kept in the recording.
func (p *server) writesAsRecorded(bos *sim, config fields, r recorded) {
	p.t.Helper()
	name, _ := plain(p.t, config["name"]).(string)
	keeps := func() {
		p.t.Helper()
		answer, shown := r.Response.Body.(map[string]any)
		if !shown || r.Response.Status >= 300 || r.Request.Method != "PUT" {
			return
		}
		got := bos.kept(p.t, name, r.tenant())
		if _, said := answer["enable_cfs"]; !said { // which the resource always says
			delete(got, "enable_cfs")
		}
		if !reflect.DeepEqual(got, answer) {
			p.t.Errorf("BOS keeps\n%v\nwant\n%v", got, answer)
		}
	}
	p.fine(p.valid(config))

	created := p.apply(nil, config)
	p.fine(created.Diagnostics)
	p.same(created.NewState, config)
	keeps()

	changed := p.apply(created.NewState, with(config, fields{"description": text("another")}))
	p.fine(changed.Diagnostics)
	again := p.apply(changed.NewState, config)
	p.fine(again.Diagnostics)
	p.same(again.NewState, config)
	keeps()
	bos.wantPuts(p.t, 3, 0)
}
