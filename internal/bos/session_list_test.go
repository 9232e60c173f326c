// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// eachOf returns the names of the sessions, at most that many.
func eachOf(t *testing.T, f *fixture, filter bos.SessionFilter, brief bool, most int) (names []string) {
	t.Helper()
	for session, err := range f.EachSession(t.Context(), filter, brief) {
		if err != nil {
			t.Fatal(err)
		}
		if names = append(names, session.Name); len(names) == most {
			break
		}
	}
	return names
}

func TestEachSession_newestFirst(t *testing.T) {
	t.Parallel()
	record := func(name, template, minute string) string {
		return strings.NewReplacer(`"s1"`, `"`+name+`"`, `"compute"`, `"`+template+`"`, "10:58", minute).Replace(scripted.Session("complete", "", "null"))
	}
	f := newFixture(t, scripted.OK("["+strings.Join([]string{
		record("old", "compute", "08:00"), record("b", "compute", "10:00"), record("a", "compute", "10:00"), record("other", "uan", "10:30"),
	}, ",")+"]"))
	for want, filter := range map[string]bos.SessionFilter{
		"other a b old": {}, "a b old": {TemplateName: "compute"}, "other": {TemplateName: "uan"}, "": {TemplateName: "Compute"},
	} {
		if got := strings.Join(eachOf(t, f, filter, false, 9), " "); got != want {
			t.Errorf("%+v: %q, want %q", filter, got, want)
		}
	}
	if uri := f.Seen("GET")[0].URI; uri != "/apis/bos/v2/sessions" {
		t.Errorf("asked %s", uri)
	}
}

// On v1, who stops early saves the requests for the sessions that follow, and who needs names only those for nodes.
func TestEachSession_requestsOnV1(t *testing.T) {
	t.Parallel()
	const list, s2, s3 = "/session", "/session/s2", "/session/s3"
	nodes := []string{"/sessiontemplate/t1", "/session/s1/status/compute"}
	for name, test := range map[string]struct {
		filter bos.SessionFilter
		brief  bool
		most   int
		want   string
		asked  []string
	}{
		"names":               {brief: true, most: 9, want: "s1 s2", asked: []string{list, "/session/s1", s2, s3}},
		"the first name":      {brief: true, most: 1, want: "s1", asked: []string{list, "/session/s1"}},
		"the first":           {most: 1, want: "s1", asked: slices.Concat([]string{list, "/session/s1"}, nodes)},
		"complete, names":     {bos.SessionFilter{Status: "complete"}, true, 9, "s1", []string{list, "/session/s1", s2, s3}},
		"of a template":       {bos.SessionFilter{TemplateName: "t2"}, true, 9, "s2", []string{list, "/session/s1", s2, s3}},
		"of no such template": {bos.SessionFilter{TemplateName: "t3"}, false, 9, "", []string{list, "/session/s1", s2, s3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, f := newSystemV1(t, ended, map[string]string{"compute": bootSet("compute", phase("boot", "succeeded=x1"), phase("configure", "succeeded=x1"))})
			s.set("/session", `["s1","s2","s3"]`) // s3 is a ghost
			s.set("/session/s2", `{"operation":"boot","templateName":"t2","start_time":"","stop_time":""}`)

			got := strings.Join(eachOf(t, f, test.filter, test.brief, test.most), " ")

			var asked []string
			for _, request := range f.Seen("GET") {
				asked = append(asked, strings.TrimPrefix(request.URI, "/apis/bos/v1"))
			}
			if got != test.want || !slices.Equal(asked, test.asked) {
				t.Errorf("%q, want %q; asked\n%q, want\n%q", got, test.want, asked, test.asked)
			}
		})
	}
}
