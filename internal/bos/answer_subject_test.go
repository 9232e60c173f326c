// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// others is the answer about another session, as a cache gives it that has mixed up its entries.
func others(status int, _ http.Header, body []byte) (int, []byte) {
	body = []byte(strings.ReplaceAll(string(body), `"name":"s1"`, `"name":"s2"`))
	return status, []byte(strings.ReplaceAll(string(body), `"name": "s1"`, `"name": "s2"`))
}

// TestSession_answerAboutAnother: an answer about another object is one that cannot be read. It is neither the object
// nor its absence.
func TestSession_answerAboutAnother(t *testing.T) {
	t.Parallel()
	of := func(name, tenant string) string {
		text := strings.Replace(scripted.Session("complete", "x1", "null"), `"name":"s1"`, `"name":"`+name+`"`, 1)
		return strings.Replace(text, `"tenant":null`, tenant, 1)
	}
	described := func(job string) string { return `{"operation":"boot","templateName":"t1","job":"` + job + `"}` }
	for name, test := range map[string]struct {
		version bos.APIVersion
		tenant  string
		body    string
		read    bool
	}{
		"its own":                     {bos.APIv2, "", of("s1", `"tenant":null`), true},
		"another's":                   {bos.APIv2, "", of("s2", `"tenant":null`), false},
		"of its tenant":               {bos.APIv2, "blue", of("s1", `"tenant":"blue"`), true},
		"tenant not told":             {bos.APIv2, "blue", of("s1", `"tenant":null`), true},
		"of another tenant":           {bos.APIv2, "blue", of("s1", `"tenant":"green"`), false},
		"its own, v1":                 {bos.APIv1, "", described("boa-s1"), true},
		"another's, v1":               {bos.APIv1, "", described("boa-s2"), false},
		"without a job, v1":           {bos.APIv1, "", described(""), true},
		"a job of another form, v1":   {bos.APIv1, "", described("s2"), true},
		"another name in upper case":  {bos.APIv2, "", of("S1", `"tenant":null`), false},
		"another, v1, longer by one ": {bos.APIv1, "", described("boa-s11"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "sessiontemplate") {
					scripted.Answer(http.StatusNotFound, "application/json", "{}")(w, r)
					return
				}
				scripted.OK(test.body)(w, r)
			}, func(c *config) { c.APIVersion, c.Tenant = test.version, test.tenant })

			got, err := f.Session(t.Context(), "s1")

			if (err == nil) != test.read || test.read != (got.Name == "s1") {
				t.Fatalf("got %+v, %v", got, err)
			}
			var failure *gateway.Error
			if !test.read && (!errors.As(err, &failure) || errors.Is(err, gateway.ErrNotFound) || !strings.Contains(err.Error(), "the answer describes")) {
				t.Errorf("of another kind: %v", err)
			}
		})
	}
}

// While a session is waited for, and looked for after a lost answer, answers about another one pass.
func TestSession_answersAboutAnotherPass(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4), once(onPOST(lostDone)), onGET(bossim.Fault{Rewrite: others, Times: 4}))

	got, err := s.StartSession(t.Context(), boot, false)
	if err != nil || got.Name != "s1" {
		t.Fatalf("got %+v, %v", got, err)
	}
	s.sim.Inject(onGET(bossim.Fault{Rewrite: others, Times: 4, Skip: 1}))
	session, err := s.WaitForSession(t.Context(), "s1", func(seen bos.Session) {
		if seen.Name != "s1" {
			t.Errorf("observed %+v", seen)
		}
	})

	if err != nil || session.Name != "s1" || !session.Complete() || s.posts() != 1 || s.startedInTheEnd() != 1 {
		t.Errorf("%d POSTs: %+v, %v", s.posts(), session, err)
	}
}

// Mixed-up answers for as long as the session is looked for leave it open whether it was started: no second POST.
func TestStartSession_answersAboutAnotherForEver(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4), once(onPOST(lostDone)), onGET(bossim.Fault{Rewrite: others}))

	_, err := s.StartSession(t.Context(), boot, false)

	if endOf(err) != unresolved || s.posts() != 1 || s.startedInTheEnd() != 1 {
		t.Errorf("%d POSTs: %v", s.posts(), err)
	}
}

// The record of one boot set is not taken for another's.
func TestSessionV1_bootSetOfAnotherName(t *testing.T) {
	t.Parallel()
	body := func(path string) string {
		if path == "/v1/session/s1/status/compute" {
			return aroundV1["/v1/session/s1/status/compute2"]
		}
		return aroundV1[path]
	}
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		scripted.OK(body(strings.TrimPrefix(r.URL.Path, "/apis/bos")))(w, r)
	}, func(c *config) { c.APIVersion = bos.APIv1 })

	_, err := f.SessionStatus(t.Context(), "s1")

	if err == nil || errors.Is(err, gateway.ErrNotFound) || !strings.Contains(err.Error(), `the answer describes "compute2", not "compute"`) {
		t.Errorf("got %v", err)
	}
}
