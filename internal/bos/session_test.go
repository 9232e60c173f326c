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
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func ptr[T any](v T) *T { return &v }

func TestCreateSession_sendsOnlyGivenFields(t *testing.T) {
	t.Parallel()
	for want, create := range map[string]bos.SessionCreate{
		`{"name":"s1","operation":"boot","template_name":"compute"}`: boot,
		`{"name":"s1","operation":"shutdown","template_name":"T.1_x-y","limit":"*","stage":true}`: {
			Name: "s1", Operation: bos.OperationShutdown, TemplateName: "T.1_x-y", Limit: ptr("*"), Stage: true,
		},
		`{"name":"s1","operation":"reboot","template_name":"t","limit":"g1,&g2,!\"<ä>","include_disabled":true}`: {
			Name: "s1", Operation: bos.OperationReboot, TemplateName: "t", Limit: ptr(`g1,&g2,!"<ä>`), IncludeDisabled: true,
		},
	} {
		f := newFixture(t, scripted.Created)

		got, err := f.CreateSession(t.Context(), create)

		if err != nil || got.Name != "s1" || got.Status != bos.StatusPending {
			t.Fatalf("got %+v, %v", got, err)
		}
		sent := f.Seen("POST")[0]
		var gotBody, wantBody map[string]any
		if err := json.Unmarshal([]byte(sent.Body), &gotBody); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(want), &wantBody); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(gotBody, wantBody) || sent.URI != "/apis/bos/v2/sessions" ||
			sent.Header.Get("Content-Type") != "application/json" {
			t.Errorf("sent %s %s (%s), want %s", sent.URI, sent.Body, sent.Header.Get("Content-Type"), want)
		}
	}
}

func TestClient_Check_rejectsWhatBOSNeverAccepts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 524289)
	fits := long[1:]
	for name, test := range map[string]struct {
		edit        func(*bos.SessionCreate)
		field       string // "" means accepted
		unsupported bool
	}{
		"minimal":                {func(*bos.SessionCreate) {}, "", false},
		"nothing known yet":      {func(c *bos.SessionCreate) { *c = bos.SessionCreate{} }, "", false},
		"name of 127":            {func(c *bos.SessionCreate) { c.Name = strings.Repeat("a", 127) }, "", false},
		"name of 128":            {func(c *bos.SessionCreate) { c.Name = strings.Repeat("a", 128) }, "name", false},
		"name with a dash first": {func(c *bos.SessionCreate) { c.Name = "-a" }, "name", false},
		"name with a line break": {func(c *bos.SessionCreate) { c.Name = "a\n" }, "name", false},
		"template of 128":        {func(c *bos.SessionCreate) { c.TemplateName = strings.Repeat("a", 128) }, "template_name", false},
		"configure":              {func(c *bos.SessionCreate) { c.Operation = bos.OperationConfigure }, "operation", true},
		"upper case":             {func(c *bos.SessionCreate) { c.Operation = "Boot" }, "operation", false},
		"empty limit":            {func(c *bos.SessionCreate) { c.Limit = ptr("") }, "limit", false},
		"longest limit":          {func(c *bos.SessionCreate) { c.Limit = &fits }, "", false},
		"too long a limit":       {func(c *bos.SessionCreate) { c.Limit = &long }, "limit", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, scripted.Created)
			create := boot
			test.edit(&create)

			err := f.Check(create)

			var input *gateway.InputError
			if errors.As(err, &input) != (test.field != "") || (input != nil && input.Field != test.field) {
				t.Fatalf("got %v, want one about %q", err, test.field)
			}
			if errors.Is(err, errors.ErrUnsupported) != test.unsupported {
				t.Errorf("unsupported? %v", err)
			}
			if test.field == "" {
				return
			}
			if _, err := f.CreateSession(t.Context(), create); !errors.As(err, &input) || len(f.Seen("")) != 0 {
				t.Errorf("created: %v, %d requests", err, len(f.Seen("")))
			}
		})
	}
}

func TestCreateSession_needsNameOperationAndTemplate(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Created)
	for field, edit := range map[string]func(*bos.SessionCreate){
		"name":          func(c *bos.SessionCreate) { c.Name = "" },
		"operation":     func(c *bos.SessionCreate) { c.Operation = "" },
		"template_name": func(c *bos.SessionCreate) { c.TemplateName = "" },
	} {
		create := boot
		edit(&create)

		_, err := f.CreateSession(t.Context(), create)

		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if len(f.Seen("")) != 0 {
		t.Errorf("%d requests", len(f.Seen("")))
	}
	if _, err := f.CreateSession(t.Context(), boot); err != nil || len(f.Seen("POST")) != 1 {
		t.Errorf("the control failed: %v", err)
	}
}

// A DELETE of the collection would delete every session of the system.
func TestDeleteSession_neverAddressesTheCollection(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Status(204))
	for _, name := range []string{
		"", ".", "..", "/", "//", "./", "../sessions", " ", "\t", "\x00", "a/../", "a/", "?", "?status=complete", "#", "%2e%2e", "%2F", "s1?x", "ä", ";",
	} {
		errs := []error{f.DeleteSession(t.Context(), name)}
		_, err := f.Session(t.Context(), name)
		errs = append(errs, err)
		_, err = f.SessionStatus(t.Context(), name)
		errs = append(errs, err)
		_, err = f.WaitForSession(t.Context(), name, nil)
		errs = append(errs, err)

		for _, err := range errs {
			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != "name" {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
	if n := len(f.Seen("")); n != 0 {
		t.Fatalf("%d requests were made: %+v", n, f.Seen(""))
	}

	if err := f.DeleteSession(t.Context(), "a..b"); err != nil { // the control
		t.Fatal(err)
	}
	if got := f.Seen("DELETE"); len(got) != 1 || got[0].URI != "/apis/bos/v2/sessions/a..b" {
		t.Errorf("got %+v", got)
	}
}

func TestListSessions_sendsItsFilter(t *testing.T) {
	t.Parallel()
	list := scripted.OK("[" + scripted.Session("complete", "", "null") + "," + strings.ReplaceAll(scripted.Session("running", "b,a", "null"), "s1", "s0") + "]")
	for want, filter := range map[string]bos.SessionFilter{
		"/apis/bos/v2/sessions":                                           {},
		"/apis/bos/v2/sessions?status=complete":                           {Status: "complete"},
		"/apis/bos/v2/sessions?max_age=2w&min_age=1d&status=a%26b+%C3%A4": {Status: "a&b ä", MinAge: "1d", MaxAge: "2w"},
	} {
		f := newFixture(t, list)

		got, err := f.ListSessions(t.Context(), filter)

		if err != nil || len(got) != 2 || got[0].Name != "s1" || got[1].Name != "s0" || !reflect.DeepEqual(got[1].Components, []string{"a", "b"}) {
			t.Errorf("got %+v, %v", got, err)
		}
		if uri := f.Seen("GET")[0].URI; uri != want {
			t.Errorf("asked %s, want %s", uri, want)
		}
	}
}

func TestListSessions_rejectsOtherThanList(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(`[]`))
	if got, err := f.ListSessions(t.Context(), bos.SessionFilter{}); err != nil || got == nil || len(got) != 0 {
		t.Errorf("an empty list: %v, %v", got, err)
	}
	for _, body := range []string{`null`, `{}`, `""`, `[{}]`, `[null]`, `["s1"]`, ``} {
		f := newFixture(t, scripted.OK(body))

		got, err := f.ListSessions(t.Context(), bos.SessionFilter{Status: "running"})

		var failure *gateway.Error
		if !errors.As(err, &failure) || got != nil || failure.Path != "/v2/sessions?status=running" {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
}

// A session without a status must not overwrite the status that is known.
func TestSession_rejectsMissingStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []string{`null`, `{}`, `{"status":null}`, `{"status":""}`} {
		f := newFixture(t, scripted.OK(`{"name":"s1","operation":"boot","template_name":"t","status":`+status+`}`))

		got, err := f.Session(t.Context(), "s1")

		var failure *gateway.Error
		if !errors.As(err, &failure) || failure.Status != http.StatusOK || got.Name != "" {
			t.Errorf("%s: %+v, %v", status, got, err)
		}
	}
}

func TestSession_toleratesFieldsMissingInVersions(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 10, 58, 19, 0, time.UTC)
	minimal := bos.Session{Name: "s1", Operation: "boot", TemplateName: "t", Status: "running"}
	for name, test := range map[string]struct {
		body string
		want func(*bos.Session)
	}{
		"nothing else": {`{"name":"s1","operation":"boot","template_name":"t","status":{"status":"running"}}`, func(*bos.Session) {}},
		"null everywhere": {
			`{"name":"s1","operation":"boot","template_name":"t","tenant":null,"limit":null,"stage":null,"include_disabled":null,` +
				`"components":null,"status":{"status":"running","start_time":null,"end_time":null,"error":null}}`,
			func(*bos.Session) {},
		},
		"everything": {
			`{"name":"s1","operation":"boot","template_name":"t","tenant":"blue","limit":"a","stage":true,"include_disabled":false,
			  "components":"x2,x10,,x1,x2 ","links":[{}],
		      "status":{"status":"paused","start_time":"2026-11-22T10:58:19","end_time":"2026-11-22T10:58:19.5","error":" bad\n"}}`,
			func(s *bos.Session) {
				s.Tenant, s.Limit, s.Stage, s.IncludeDisabled = "blue", ptr("a"), ptr(true), ptr(false)
				s.Components = []string{"x1", "x10", "x2"}
				s.Status, s.StartTime, s.EndTime, s.Error = "paused", at, at.Add(500*time.Millisecond), "bad"
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, scripted.OK(test.body))
			want := minimal
			test.want(&want)

			if got, err := f.Session(t.Context(), "s1"); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestSession_Matches(t *testing.T) {
	t.Parallel()
	said := bos.Session{
		Name: "s1", Operation: "boot", TemplateName: "compute", Limit: ptr(""), Stage: ptr(false), IncludeDisabled: ptr(false),
	}
	unsaid := bos.Session{Name: "s1", Operation: "boot", TemplateName: "compute"}
	for name, test := range map[string]struct {
		session bos.Session
		edit    func(*bos.SessionCreate)
		want    string
	}{
		"the same":               {said, func(*bos.SessionCreate) {}, ""},
		"empty limit":            {said, func(c *bos.SessionCreate) { c.Limit = ptr("") }, ""},
		"name":                   {said, func(c *bos.SessionCreate) { c.Name = "s2" }, "name"},
		"operation":              {said, func(c *bos.SessionCreate) { c.Operation = "reboot" }, "operation"},
		"template":               {said, func(c *bos.SessionCreate) { c.TemplateName = "x" }, "template_name"},
		"limit":                  {said, func(c *bos.SessionCreate) { c.Limit = ptr("*") }, "limit"},
		"stage":                  {said, func(c *bos.SessionCreate) { c.Stage = true }, "stage"},
		"disabled":               {said, func(c *bos.SessionCreate) { c.IncludeDisabled = true }, "include_disabled"},
		"first of two":           {said, func(c *bos.SessionCreate) { c.Limit, c.Stage = ptr("*"), true }, "limit"},
		"not said":               {unsaid, func(c *bos.SessionCreate) { c.Limit, c.Stage, c.IncludeDisabled = ptr("*"), true, true }, ""},
		"operation, rest unsaid": {unsaid, func(c *bos.SessionCreate) { c.Operation = "shutdown" }, "operation"},
		"name not yet known":     {said, func(c *bos.SessionCreate) { c.Name = "" }, ""},
	} {
		create := boot
		test.edit(&create)
		if field, ok := test.session.Matches(create); field != test.want || ok != (test.want == "") {
			t.Errorf("%s: got %q, %v, want %q", name, field, ok, test.want)
		}
	}
}
