// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// walkV1 says what the client makes of a recorded exchange. It fails by itself.
type walkV1 func(t *testing.T, e exchange, f *fixture)

type routeV1 struct {
	request *regexp.Regexp
	walk    walkV1
}

// routesV1 says which of the client's methods makes the request.
var routesV1 = []routeV1{
	{regexp.MustCompile(`^POST /v1/session$`), createdV1},
	{regexp.MustCompile(`^GET /v1/session$`), listedV1},
	{regexp.MustCompile(`^GET /v1/session/[^/]+$`), describedV1},
	{regexp.MustCompile(`^DELETE /v1/session/[^/]+$`), deletedV1},
	{regexp.MustCompile(`^GET /v1/session/[^/]+/status/[^/]+$`), bootSetV1},
	{regexp.MustCompile(`^GET /v1/sessiontemplate$`), templatesV1},
	{regexp.MustCompile(`^GET /v1/sessiontemplate/[^/]+$`), templateV1},
	{regexp.MustCompile(`^GET /v1/version$`), versionV1},
	{regexp.MustCompile(`^GET /v1/healthz$`), healthV1},
	{regexp.MustCompile(`^GET /v1/[a-z]+$`), goneV1}, // a path that BOS does not have
}

// unaskedV1 are requests that the client does not make: those of BOS's agent, those that write templates, and
// those that tell nothing that the others do not.
var unaskedV1 = regexp.MustCompile(`^(` + strings.Join([]string{
	"GET /", "GET /v1", "[A-Z]+ /v1/.+/",
	"[A-Z]+ /v1/session/[^/]+/status",                                                     // says no more than GET of the session, and may drop the connection
	"(POST|PUT|PATCH|DELETE) /v1/session/[^/]+/status/.+",                                 // requests of the agent
	"GET /v1/session/[^/]+/status/[^/]+/[^/]+(/[^/]+)?",                                   // parts of the boot set's; of an unknown one the connection drops
	"(PUT|PATCH|DELETE) /v1/[a-z]+", "POST /v1/(healthz|version|sessiontemplatetemplate)", // methods that BOS does not have
	"(POST|PUT|PATCH) /v1/session/[^/]+", "(POST|PUT|PATCH|DELETE) /v1/sessiontemplate/[^/]+",
	"POST /v1/sessiontemplate", "GET /v1/sessiontemplatetemplate",
}, "|") + `)$`)

func TestRecordingsV1_everyAnswerIsRead(t *testing.T) {
	t.Parallel()
	counts := make([]int, len(routesV1))
	all := recordingsOf(t, "v1")
	for name, r := range all {
		for _, step := range r.Steps {
			asked := step.Request.Method + " " + step.Request.Path
			if unaskedV1.MatchString(asked) {
				continue
			}
			i := slices.IndexFunc(routesV1, func(r routeV1) bool { return r.request.MatchString(asked) })
			if i < 0 {
				t.Errorf("%s: nothing is said about %s", name, asked)
				continue
			}
			counts[i]++
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				routesV1[i].walk(t, step, replayV1(t, step))
			})
		}
	}
	for i, n := range counts {
		t.Logf("%4d × %s", n, routesV1[i].request)
		if n == 0 && areTheFirst(all) {
			t.Errorf("no recording of %s", routesV1[i].request)
		}
	}
}

// aroundV1 is what the recorded request is embedded in.
var aroundV1 = map[string]string{
	"/v1/healthz": `{"apiStatus":"ok","dbStatus":"ok"}`,
	"/v1/session/s1": `{"operation":"boot","templateName":"t1","job":"boa-s1",` +
		`"start_time":"2026-11-22T11:14:28.832741Z","stop_time":"2026-11-22 11:14:33.856786"}`,
	"/v1/sessiontemplate/t1":         `{"name":"t1","cfs":{"configuration":"c"},"boot_sets":{"compute":{}}}`,
	"/v1/session/s1/status/compute":  bootSet("compute", phase("boot", "succeeded=x1")),
	"/v1/session/s1/status/compute2": bootSet("compute2", phase("boot", "succeeded=x2")),
}

// replayV1 returns a client of a server that gives the recorded answer to the recorded request.
func replayV1(t *testing.T, e exchange) *fixture {
	t.Helper()
	none := 0
	return newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/apis/bos")
		switch body, known := aroundV1[path]; {
		case r.Method == e.Request.Method && path == e.Request.Path:
			e.serve(w, r)
		case strings.HasPrefix(path, "/v1/session/") && !strings.Contains(path, "/status"): // listed
			scripted.OK(strings.Replace(aroundV1["/v1/session/s1"], "boa-s1", "boa-"+strings.TrimPrefix(path, "/v1/session/"), 1))(w, r)
		case known:
			scripted.OK(body)(w, r)
		default:
			scripted.Answer(http.StatusNotFound, "application/json", "")(w, r)
		}
	}, func(c *config) { c.MaxRetries, c.APIVersion = &none, bos.APIv1 })
}

// saidV1 decodes the body of an answer.
func saidV1[T any](t *testing.T, e exchange) T {
	t.Helper()
	var said T
	if err := json.Unmarshal(e.Response.Body, &said); err != nil {
		t.Fatal(err)
	}
	return said
}

// failedV1 reports whether the answer was a failure, and compares err with it.
func failedV1(t *testing.T, e exchange, err error) bool {
	t.Helper()
	var failure *gateway.Error
	switch isFailure := errors.As(err, &failure); {
	case e.Response.Status/100 == 2 && err == nil:
		return false
	case e.Response.Status/100 == 2:
		t.Error(err)
	case !isFailure || failure.Status != e.Response.Status:
		t.Errorf("%+v", err)
	case e.Response.Status == 0 && !errors.Is(err, gateway.ErrUnavailable):
		t.Errorf("%v is not an answer that did not come", err)
	default:
		sameWordsV1(t, e, failure)
	}
	return true
}

func sameWordsV1(t *testing.T, e exchange, failure *gateway.Error) {
	t.Helper()
	var document struct{ Title, Detail string }
	if json.Unmarshal(e.Response.Body, &document) != nil {
		_ = json.Unmarshal(e.Response.Body, &document.Detail)
	}
	if failure.Title != document.Title || !strings.HasPrefix(document.Detail, strings.TrimSuffix(failure.Detail, "…")) {
		t.Errorf("%+v, want %+v", failure, document)
	}
}

var operationsV1 = []bos.Operation{bos.OperationBoot, bos.OperationReboot, bos.OperationShutdown, bos.OperationConfigure}

func createdV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	create := bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "cle-1.0.0"}
	said := struct {
		Operation, TemplateName string
		Links                   []struct{ Href string }
	}{}
	_ = json.Unmarshal(e.Response.Body, &said)
	if e.Response.Status == http.StatusCreated {
		create = bos.SessionCreate{Operation: bos.Operation(strings.TrimSpace(strings.ToLower(said.Operation))), TemplateName: said.TemplateName}
	}
	if !slices.Contains(operationsV1, create.Operation) { // "bootx", which the client never sends: the answer belongs to another POST
		create.Operation = bos.OperationBoot
		if _, err := f.CreateSession(t.Context(), create); !errors.Is(err, gateway.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
		return
	}

	got, err := f.CreateSession(t.Context(), create)

	if errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("a template that is not there reads as an absent session: %v", err)
	}
	if failedV1(t, e, err) {
		return
	}
	want := bos.Session{
		Name: path.Base(said.Links[0].Href), Operation: create.Operation,
		TemplateName: said.TemplateName, Status: bos.StatusPending,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func listedV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	got, err := f.ListSessions(t.Context(), bos.SessionFilter{})

	if failedV1(t, e, err) {
		if !strings.Contains(err.Error(), "4 MB") {
			t.Errorf("without a hint: %v", err)
		}
		return
	}
	names := make([]string, 0, len(got))
	for _, session := range got {
		names = append(names, session.Name)
	}
	if want := saidV1[[]string](t, e); !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}
