// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const inC = "Session template: 't' boot set: 'c': "

// inC10 begins the same messages of BOS 2.10.
const inC10 = "Session template: 't' boot set: 'c' "

// The texts are from the recordings or, where there is none, from BOS's source, by release.
func TestValidateSessionTemplate_findings(t *testing.T) {
	t.Parallel()
	const nid, noInitrd = inC + "Has NID in 'node_list'", "Session template: 't' boot set: 'd': s3://b/k doesn't contain a initrd"
	for said, want := range map[string][]bos.TemplateFinding{
		"Valid":               nil,
		nid:                   {{Text: nid}},
		nid + "; " + noInitrd: {{Text: nid}, {Text: noInitrd}},
		inC + "could not locate its initrd. Warning: XSession template: 't' boot set: 'c': could not locate its boot_parameters. Warning: Y": { // BOS 2.10
			{Text: inC + "could not locate its initrd. Warning: X"}, {Text: inC + "could not locate its boot_parameters. Warning: Y"},
		},
		inC + "Can't find boot artifacts. Error: a; b\n": {{Text: inC + "Can't find boot artifacts. Error: a; b", Fatal: true}},
		inC + "Has the like never been seen; it has":     {{Text: inC + "Has the like never been seen; it has"}},
	} {
		text, _ := json.Marshal(said)
		f := newFixture(t, scripted.OK(string(text)))

		got, err := f.ValidateSessionTemplate(t.Context(), "t")

		if err != nil || !reflect.DeepEqual(got.Findings, want) || got.Answer != strings.TrimSpace(said) {
			t.Errorf("%q: %v: %+v", said, err, got)
		}
		if again := bos.ReadTemplateValidation("t", got.Answer); !reflect.DeepEqual(again, got) {
			t.Errorf("%q: read again %+v, first %+v", said, again, got)
		}
	}
}

func TestTemplateFinding_ofNID(t *testing.T) {
	t.Parallel()
	for finding, want := range map[bos.TemplateFinding]bool{
		{Text: inC + "Has NID in 'node_list'"}:              true,
		{Text: inC + "Has NID in 'node_list'", Fatal: true}: false,
		{Text: inC + "Has the like never been seen"}:        false,
	} {
		if finding.OfNID() != want {
			t.Errorf("%+v: %t", finding, !want)
		}
	}
}

func TestValidateSessionTemplate_fatalFindings(t *testing.T) {
	t.Parallel()
	for text, fatal := range map[string]bool{
		"Session template 't' requires at least 1 boot set.":                                                                          true,
		inC + "No hardware specifier fields (frozenset({'node_list', 'node_groups', 'node_roles_groups'}))":                           true,
		inC + "No non-empty hardware specifier fields (frozenset({'node_list'}))":                                                     true,
		inC + "No non-empty hardware specifier field ('node_list', 'node_roles_groups', 'node_groups')":                               true,
		inC + "Missing required 'path' field":                                                                                         true,
		inC + "Can't find kernel in s3://b/k. Error: bos.common.clients.s3.exceptions.S3ObjectNotFound: s3 object s3://b/k":           true,
		inC + "Boot set arch 'ARM' means IMS image arch should be 'aarch64', but actual IMS image arch is 'x86_64'":                   true,
		inC + "Arch validation error: Boot set arch 'ARM' means IMS image arch should be 'aarch64', but actual IMS image arch is 'x'": true,
		// BOS 2.10
		inC10 + "must have at least one hardware specifier field provided (node_groups, node_list, node_roles_groups); " +
			"None were provided.": true,
		inC10 + "could not locate its boot artifacts. Error: X": true,
		inC10 + "could not locate its kernel. Error: X":         true,
		inC10 + "could not locate its initrd. Warning: X":       false,

		inC + "Unable to check initrd in s3://b/k. Warning: X":                                    false,
		inC + "Can't find initrd in s3://b/k. Warning: X":                                         false,
		inC + "Can't validate boot image arch: Boot set arch set to 'Other'":                      false,
		inC + "Can't validate boot image arch: Can't find boot artifacts: X":                      false,
		inC + "Boot artifact S3 URL 's3://b/k' doesn't follow convention for IMS images":          false,
		inC + "Unsupported rootfs_provider ('x') will cause boot/reboot sessions to fail":         false,
		inC + "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: ims": false,
	} {
		said, _ := json.Marshal(text)
		f := newFixture(t, scripted.OK(string(said)))

		got, err := f.ValidateSessionTemplate(t.Context(), "t")

		if err != nil || len(got.Findings) != 1 || got.Findings[0] != (bos.TemplateFinding{Text: text, Fatal: fatal}) || got.Refused() != fatal {
			t.Errorf("%q: %v: %+v", text, err, got)
		}
	}
}

// A finding is fatal if and only if BOS refuses a session because of it.
func TestValidateSessionTemplate_fatalMeansRefusedSessions(t *testing.T) {
	t.Parallel()
	const missing, noInitrd, unlisted = "s3://boot-images/a/manifest.json", "s3://boot-images/b/manifest.json", "s3://boot-images/c/manifest.json"
	system := bossim.System{Nodes: 4, Images: map[string]bossim.Image{missing: {Missing: true}, noInitrd: {NoInitrd: true}, unlisted: {NotInIMS: true}}}
	counts := map[bool]int{}
	for _, edit := range []func(*bos.BootSet){
		func(*bos.BootSet) {},
		func(b *bos.BootSet) { b.Path = missing },
		func(b *bos.BootSet) { b.Path = noInitrd },
		func(b *bos.BootSet) { b.Path = unlisted },
		func(b *bos.BootSet) { b.Path = "s3://elsewhere/x" },
		func(b *bos.BootSet) { b.NodeList = []string{"nid000001"} },
		func(b *bos.BootSet) { b.Arch = "Other" },
		func(b *bos.BootSet) { b.RootfsProvider = ptr("odd") },
	} {
		s := newSimulated(t, system)
		set := soundBootSet()
		edit(&set)
		if _, err := s.CreateSessionTemplate(t.Context(), bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": set}}, false); err != nil {
			t.Fatal(err)
		}

		found, err := s.ValidateSessionTemplate(t.Context(), "t")
		if err != nil {
			t.Fatal(err)
		}
		_, refusal := s.CreateSession(t.Context(), bos.SessionCreate{Name: "s1", Operation: bos.OperationBoot, TemplateName: "t"})

		fatal := found.Refused()
		if fatal != (refusal != nil) || refusal != nil && errors.Is(refusal, gateway.ErrAmbiguous) {
			t.Errorf("%+v: %+v; a session of it: %v", set, found, refusal)
		}
		counts[fatal]++
	}
	if counts[true] == 0 || counts[false] == 0 {
		t.Errorf("not both: %v", counts)
	}
}

func TestValidateSessionTemplate_unusableAnswers(t *testing.T) {
	t.Parallel()
	noPath := scripted.Problem(http.StatusNotFound, "Not Found", "The requested URL was not found on the server.")
	if got, err := newFixture(t, noPath).ValidateSessionTemplate(t.Context(), "t"); err != nil || len(got.Findings) != 1 || got.Refused() || got.Answer != "" {
		t.Errorf("a release that cannot: %v, %+v", err, got)
	}
	absent := scripted.Problem(http.StatusNotFound, "The resource was not found", "Session template 't' does not exist")
	if _, err := newFixture(t, absent).ValidateSessionTemplate(t.Context(), "t"); !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("no template: %v", err)
	}
	for _, body := range []string{`""`, `null`, `{}`, `[]`, `"  "`} {
		if got, err := newFixture(t, scripted.OK(body)).ValidateSessionTemplate(t.Context(), "t"); err == nil {
			t.Errorf("%s: taken for %+v", body, got)
		}
	}
}

// An empty answer has no findings.
func TestReadTemplateValidation_none(t *testing.T) {
	t.Parallel()
	if got := bos.ReadTemplateValidation("t", ""); got.Refused() || len(got.Findings) > 0 {
		t.Errorf("got %+v", got)
	}
}
