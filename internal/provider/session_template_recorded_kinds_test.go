// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// stricter are words of the resource on what BOS takes, though no node can come of it.
var stricter = regexp.MustCompile(`is the same node as item|No nodes belong to the boot set|There is no boot set|` +
	`is not a node's xname|is not a type of image that BOS boots|Must set a configuration value for the boot_sets attribute`)

// refusedAnyhow is a refusal that no list names. Terraform or the resource refuses the same, or BOS does and the error says
// so. Else what the resource sends is not what BOS refused: it differs in places where Terraform cannot write the same.
func (p *server) refusedAnyhow(bos *sim, config fields, refused []string, r recorded) {
	p.t.Helper()
	if len(refused) > 0 || fails(p.valid(config)) {
		bos.wantPuts(p.t, 0, 0)
		return
	}
	applied := p.apply(nil, config)
	if fails(applied.Diagnostics) {
		if !p.unpacked(applied.NewState).IsNull() || bos.puts() != 1 || !strings.Contains(told(applied.Diagnostics), "400 Bad Request") {
			p.t.Errorf("%d PUTs\n%s", bos.puts(), told(applied.Diagnostics))
		}
		return
	}
	if r.Request.Method != http.MethodPut || !strings.HasPrefix(r.Request.Path, "/v2/") || r.Response.Status != http.StatusBadRequest {
		return // another request than BOS refused: of v1, of another method or type of content
	}
	var sent any
	for _, request := range bos.Requests() {
		if request.Method == http.MethodPut && json.Unmarshal([]byte(request.Body), &sent) != nil {
			p.t.Fatalf("sent %s", request.Body)
		}
	}
	places := writtenDifferently("", r.Request.Body, sent)
	if len(places) == 0 {
		p.t.Errorf("BOS refused this (%s), and the resource sends it: %v", r.detail(), sent)
	}
	for place, how := range places {
		if how == "" {
			p.t.Errorf("%s is not as it was recorded: %v, %v", place, r.Request.Body, sent)
		}
	}
}

// writtenDifferently are the places where two bodies differ, and why Terraform writes the second for the first.
func writtenDifferently(where string, recorded, sent any) map[string]string {
	places := map[string]string{}
	was, isObject := recorded.(map[string]any)
	is, isObjectToo := sent.(map[string]any)
	if !isObject || !isObjectToo {
		if text, isText := recorded.(string); isText && (text == "true" || text == "false") && sent == (text == "true") {
			places[where] = "Terraform makes a bool of it"
		} else if !reflect.DeepEqual(recorded, sent) {
			places[where] = ""
		}
		return places
	}
	for key, value := range was {
		place := strings.TrimPrefix(where+"."+key, ".")
		_, there := is[key]
		switch {
		case value == nil, !there && empty(value):
			places[place] = "null is as good as absent in Terraform, and has the resource's default"
		case !there && (droppedByTerraform(place) || place == "name" || place == "tenant"):
			places[place] = "there is no such argument in the body"
		default:
			for inner, how := range writtenDifferently(place, value, is[key]) {
				places[inner] = how
			}
		}
	}
	for key := range is {
		_, there := was[key]
		if !there && key != "enable_cfs" && key != "arch" { // which the resource always says, and BOS has no objection to
			places[strings.TrimPrefix(where+"."+key, ".")] = map[bool]string{true: "the resource has a default"}[key == "type"]
		}
	}
	return places
}

// empty: an object in which nothing is said.
func empty(value any) bool {
	object, isObject := value.(map[string]any)
	for _, inner := range object {
		if inner != nil && !empty(inner) {
			return false
		}
	}
	return isObject
}

// patchRefused: a PATCH that BOS refuses changes nothing, so that nothing is planned. Of a template that is not there,
// see missingAsRecorded.
func patchRefused(t *testing.T, r recorded) {
	t.Helper()
	if r.Response.Status == http.StatusNotFound {
		return
	}
	bos := newSim(t)
	p := templates(t, bos)
	config := p.template(fields{"name": text(r.asked())}, nil)
	created := p.apply(nil, config)
	p.fine(created.Diagnostics)
	body, err := json.Marshal(r.Request.Body)
	if err != nil {
		t.Fatal(err)
	}

	request, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, bos.URL+"/v2/sessiontemplates/"+r.asked(), strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()

	if answer.StatusCode != r.Response.Status {
		t.Errorf("the simulator answers %s", answer.Status)
	}
	p.same(created.NewState, config)
	bos.wantPuts(t, 1, 0)
}

// warnings are words of findings with which BOS boots nodes all the same.
var warnings = regexp.MustCompile(`Can't validate boot image arch|Unsupported rootfs_provider|does not exist in IMS|Has NID|` +
	`doesn't contain an? initrd|doesn't follow convention`)

// findingOf is what a recorded validation that no list names comes to; false: no word.
func findingOf(r recorded) (finding, bool) {
	words, isText := r.Response.Body.(string)
	switch {
	case r.Response.Status >= 300:
		return finding{aWarning, "Unable to validate the session template"}, true
	case !isText || strings.TrimSpace(words) == "Valid":
		return finding{}, false
	case warnings.MatchString(words):
		return finding{aWarning, "BOS finds a problem in session template"}, true
	default:
		return finding{anError, "Unable to validate the session template"}, true
	}
}

func TestWrittenDifferently(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		recorded, sent string
		want           map[string]bool // whether it is known why
	}{
		{`{"boot_sets":{"c":{"path":"p"}}}`, `{"boot_sets":{"c":{"path":"p","arch":"X86"}},"enable_cfs":true}`, map[string]bool{}},
		{`{"cfs":{"configuration":"long"}}`, `{"cfs":{"configuration":"long"}}`, map[string]bool{}},
		{`{"cfs":{"configuration":"a"}}`, `{"cfs":{"configuration":"b"}}`, map[string]bool{"cfs.configuration": false}},
		{`{"cfs":{"configuration":"a"}}`, `{}`, map[string]bool{"cfs": false}},
		{`{"cfs":{"configuration":null}}`, `{}`, map[string]bool{"cfs": true}},
		{`{"boot_sets":{"c":{"rootfs_provider":null}}}`, `{"boot_sets":{"c":{}}}`, map[string]bool{"boot_sets.c.rootfs_provider": true}},
		{`{"boot_sets":{"c":{}}}`, `{"boot_sets":{"c":{"type":"s3","etag":"e"}}}`, map[string]bool{"boot_sets.c.type": true, "boot_sets.c.etag": false}},
		{`{"enable_cfs":"true"}`, `{"enable_cfs":true}`, map[string]bool{"enable_cfs": true}},
		{`{"enable_cfs":"true"}`, `{"enable_cfs":false}`, map[string]bool{"enable_cfs": false}},
	} {
		var recorded, sent any
		if err := errors.Join(json.Unmarshal([]byte(test.recorded), &recorded), json.Unmarshal([]byte(test.sent), &sent)); err != nil {
			t.Fatal(err)
		}

		got := map[string]bool{}
		for place, why := range writtenDifferently("", recorded, sent) {
			got[place] = why != ""
		}

		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s, %s: got %v, want %v", test.recorded, test.sent, got, test.want)
		}
	}
}
