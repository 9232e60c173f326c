// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func spoken(version bos.APIVersion) func(*config) {
	return func(c *config) { c.APIVersion = version }
}

func TestCheckV1_rejectsWhatOnlyV2Supports(t *testing.T) {
	t.Parallel()
	create := bos.SessionCreate{Operation: bos.OperationConfigure, TemplateName: "t1"}
	edit := func(change func(*bos.SessionCreate)) bos.SessionCreate {
		changed := create
		change(&changed)
		return changed
	}
	for name, test := range map[string]struct {
		create bos.SessionCreate
		tenant string
		want   string // part of the error; "" means none
	}{
		"configure":        {create, "", ""},
		"not known yet":    {bos.SessionCreate{}, "", ""},
		"a limit":          {edit(func(c *bos.SessionCreate) { c.Limit = ptr("x1,!x2") }), "", ""},
		"a name":           {edit(func(c *bos.SessionCreate) { c.Name = "mine" }), "", "name: in v1 of the API"},
		"stage":            {edit(func(c *bos.SessionCreate) { c.Stage = true }), "", "stage: in v1 of the API"},
		"include_disabled": {edit(func(c *bos.SessionCreate) { c.IncludeDisabled = true }), "", "include_disabled: in v1 of the API"},
		"a tenant":         {create, "blue", "tenant: in v1 of the API"},
		"an empty limit":   {edit(func(c *bos.SessionCreate) { c.Limit = ptr("") }), "", "limit: is empty"},
		"bootx":            {edit(func(c *bos.SessionCreate) { c.Operation = "bootx" }), "", "operation: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, scripted.Steps(t), spoken(bos.APIv1), func(c *config) { c.Tenant = test.tenant })
			err := f.Check(test.create)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if unsupported := strings.Contains(test.want, "v1 of the API"); errors.Is(err, errors.ErrUnsupported) != unsupported {
				t.Errorf("%v: unsupported must be %v", err, unsupported)
			}
			if test.want == "" {
				return
			}
			if _, err := f.StartSession(t.Context(), test.create, true); err == nil || errors.Is(err, gateway.ErrAmbiguous) {
				t.Errorf("started: %v", err)
			}
			if _, err := f.CreateSession(t.Context(), test.create); err == nil {
				t.Error("created")
			}
		})
	}
}

// BOS < 2.3 would act on the nodes of all tenants.
func TestV1_makesNoRequestForATenant(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t), spoken(bos.APIv1))
	c := f.InTenant("blue")
	_, get := c.Session(t.Context(), "s1")
	_, list := c.ListSessions(t.Context(), bos.SessionFilter{})
	_, status := c.SessionStatus(t.Context(), "s1")
	_, template := c.SessionTemplate(t.Context(), "t1")
	for _, err := range []error{get, list, status, template, c.DeleteSession(t.Context(), "s1")} {
		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "tenant" || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("got %v", err)
		}
	}
}

func TestCancelSessionV1_isRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t), spoken(bos.APIv1))
	_, disable := f.DisableComponents(t.Context(), "s1")
	for _, err := range []error{f.CancelSession(t.Context(), "s1"), disable} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("got %v", err)
		}
	}
}

func TestCreateSessionV1_sendsOnlyV1Fields(t *testing.T) {
	t.Parallel()
	f := newFixture(
		t,
		scripted.Answer(
			http.StatusCreated, "application/json",
			`{"job":"boa-u1","operation":"boot","templateName":"t1","limit":"x1","links":[{"rel":"status","href":"/v1/session/u1/status"}]}`,
		),
		spoken(bos.APIv1),
	)

	got, err := f.CreateSession(t.Context(), bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "t1", Limit: ptr("x1")})

	want := bos.Session{Name: "u1", Operation: bos.OperationBoot, TemplateName: "t1", Status: bos.StatusPending}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if sent := f.Seen("POST"); len(sent) != 1 || sent[0].Body != `{"operation":"boot","templateName":"t1","limit":"x1"}` {
		t.Errorf("sent %+v", sent)
	}
}

// what404 are answers to a GET of a session, and what BOS says of its health then.
var what404 = map[string]struct {
	session, health http.HandlerFunc
	absent, gone    bool
}{
	"{}":                      {scripted.Answer(404, "application/json", "{}"), scripted.OK(`{"apiStatus":"ok","dbStatus":"ok"}`), true, false},
	"nothing":                 {scripted.Answer(404, "application/json", ""), scripted.OK(`{"apiStatus":"ok","etcdStatus":"ok"}`), true, false},
	"a string":                {scripted.Answer(404, "application/problem+json", `"Sesssion: s1 not found"`), scripted.OK(`{"apiStatus":"ok"}`), true, false},
	"v1 is gone":              {noPath, noPath, false, true},
	"v1 goes just now":        {scripted.Answer(404, "application/json", "{}"), noPath, false, true},
	"v1 is half gone":         {noPath, scripted.OK(`{"apiStatus":"ok"}`), false, false},
	"a gateway's, empty":      {scripted.Status(404), scripted.OK(`{"apiStatus":"ok"}`), false, false},
	"a gateway's, HTML":       {scripted.Answer(404, "text/html", "<h1>Not Found</h1>"), scripted.OK(`{"apiStatus":"ok"}`), false, false},
	"no way to BOS":           {scripted.Status(404), scripted.Status(404), false, false},
	"{}, and then no answer":  {scripted.Answer(404, "application/json", "{}"), scripted.Status(503), false, false},
	"{}, and then a gateway":  {scripted.Answer(404, "application/json", "{}"), scripted.Answer(404, "text/plain", "no healthy upstream"), false, false},
	"{}, and then refused":    {scripted.Answer(404, "application/json", "{}"), scripted.Status(403), false, false},
	"{}, and then other JSON": {scripted.Answer(404, "application/json", "{}"), scripted.OK("{}"), false, false},
}

// noPath is how BOS answers for a path that it does not have (006_not_found.json, v1_404.json of v2).
var noPath = scripted.Problem(http.StatusNotFound, "Not Found", "The requested URL was not found on the server.")

func TestSessionV1_404IsAbsenceOnlyIfV1Exists(t *testing.T) {
	t.Parallel()
	for name, test := range what404 {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			none := 0
			f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/healthz") {
					test.health(w, r)
					return
				}
				test.session(w, r)
			}, spoken(bos.APIv1), func(c *config) { c.MaxRetries = &none })
			_, get := f.Session(t.Context(), "s1")
			for what, err := range map[string]error{"GET": get, "DELETE": f.DeleteSession(t.Context(), "s1")} {
				var gone *bos.NoV1Error
				if err == nil || errors.Is(err, gateway.ErrNotFound) != test.absent || errors.As(err, &gone) != test.gone {
					t.Errorf("%s: got %v", what, err)
				}
			}
		})
	}
}

// What is not BOS v1's own may pass, and has a cause that a user can act on.
func TestSessionV1_404WithoutAbsence(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		trouble gateway.Trouble
		mayPass bool
	}{
		"v1 is half gone": {gateway.NoTrouble, false}, "a gateway's, empty": {gateway.WrongPath, true}, "a gateway's, HTML": {gateway.WrongPath, true},
	} {
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/healthz") {
				what404[name].health(w, r)
				return
			}
			what404[name].session(w, r)
		}, spoken(bos.APIv1))

		_, err := f.Session(t.Context(), "s1")

		var failure *gateway.Error
		if !errors.As(err, &failure) || gateway.TroubleOf(err) != want.trouble || failure.MayPass() != want.mayPass {
			t.Errorf("%s: %v: %v, may pass %t", name, err, gateway.TroubleOf(err), failure.MayPass())
		}
	}
}

func TestSessionV1_requestsHealthOnlyAfter404(t *testing.T) {
	t.Parallel()
	_, f := newSystemV1(t, ended, map[string]string{"compute": bootSet("compute", phase("boot", "succeeded=x1")), "uan": ""})

	if _, err := f.Session(t.Context(), "s1"); err != nil {
		t.Fatal(err)
	}
	if paths := f.paths(); slices.Contains(paths, "/v1/healthz") {
		t.Errorf("asked for %v", paths)
	}
}

func TestSessionV1_readsIncompleteRecords(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, goesOn, map[string]string{"compute": ""})
	s.set(
		"/session/s1",
		`{"complete":"","error_count":"","in_progress":"","job":"boa-s1","operation":"Reboot",`+
			`"start_time":"","status_link":"l","stop_time":"","templateName":"t1"}`,
	)
	if got, err := f.Session(t.Context(), "s1"); err != nil || got.Status != bos.StatusPending ||
		got.Operation != bos.OperationReboot || !got.StartTime.IsZero() {
		t.Errorf("got %+v, %v", got, err)
	}
	s.set("/session/s1", `{"templateName":"t1","start_time":"","stop_time":""}`)
	if got, err := f.Session(t.Context(), "s1"); err != nil || got.Status != bos.StatusPending {
		t.Errorf("got %+v, %v", got, err)
	}
	s.set("/session/s1", `{}`)
	if got, err := f.Session(t.Context(), "s1"); err == nil {
		t.Errorf("got %+v", got)
	}
}

func TestListSessionsV1_omitsGhostsAndFilters(t *testing.T) {
	t.Parallel()
	s, f := newSystemV1(t, ended, map[string]string{"compute": bootSet("compute", phase("boot", "succeeded=x1"), phase("configure", "succeeded=x1"))})
	s.set("/session", `["ghost","s1","s2","s3"]`)
	s.set("/session/s2", `{"operation":"boot","templateName":"t1","start_time":"2026-11-22T10:30:00.5Z","stop_time":null}`)
	s.set("/session/s3", `{"operation":"boot","templateName":"gone","start_time":"","stop_time":""}`)
	for name, test := range map[string]struct {
		filter bos.SessionFilter
		want   string
	}{
		"all":              {bos.SessionFilter{}, "s1 complete 1,s2 pending 0,s3 pending 0"},
		"complete":         {bos.SessionFilter{Status: "complete"}, "s1 complete 1"},
		"pending":          {bos.SessionFilter{Status: "pending"}, "s2 pending 0,s3 pending 0"},
		"running":          {bos.SessionFilter{Status: "running"}, ""},
		"old":              {bos.SessionFilter{MinAge: "2m"}, "s2 pending 0"}, // 10:58:19 is younger
		"young":            {bos.SessionFilter{MaxAge: "2M"}, "s1 complete 1"},
		"older than now":   {bos.SessionFilter{MinAge: "0"}, "s1 complete 1,s2 pending 0"},
		"of a distant age": {bos.SessionFilter{MinAge: "9999999w"}, ""},
	} {
		got, err := f.ListSessions(t.Context(), test.filter)
		if err != nil {
			t.Fatal(err)
		}
		words := []string{}
		for _, session := range got {
			words = append(words, session.Name+" "+session.Status+" "+string(rune('0'+len(session.Components))))
		}
		if text := strings.Join(words, ","); text != test.want {
			t.Errorf("%s: got %s, want %s", name, text, test.want)
		}
	}
	if f.elapsed() != 0 {
		t.Errorf("took %v", f.elapsed())
	}
}

// Each attempt would take BOS's 30 s.
func TestListSessionsV1_doesNotRetryHangingList(t *testing.T) {
	t.Parallel()
	hang := newFixture(t, scripted.Drop, spoken(bos.APIv1))
	if _, err := hang.ListSessions(t.Context(), bos.SessionFilter{}); err == nil || !strings.Contains(err.Error(), "4 MB") || len(hang.Seen("")) != 1 {
		t.Errorf("%d requests, %v", len(hang.Seen("")), err)
	}
	busy := newFixture(t, scripted.Steps(t, scripted.Status(503), scripted.Status(503), scripted.OK("[]")), spoken(bos.APIv1))
	if got, err := busy.ListSessions(t.Context(), bos.SessionFilter{}); err != nil || got == nil || len(got) != 0 || busy.elapsed() > time.Second {
		t.Errorf("after %v: %v, %v", busy.elapsed(), got, err)
	}
}
