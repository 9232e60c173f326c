// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/recorded"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// exchange is a request that was put to a real BOS, and its answer.
type exchange struct {
	Request struct {
		Method, Path string
		Body         json.RawMessage
	}
	Response struct {
		Status      int // 0 = no answer came
		Headers     map[string]string
		ContentType string `json:"content_type"` // of v1, beside the headers
		Body        json.RawMessage
	}
}

// recording is one file: one exchange, or the steps of a session's life.
type recording struct {
	exchange
	Steps []exchange
}

// recordings are those of v2.
func recordings(t *testing.T) map[string]recording {
	t.Helper()
	return recordingsOf(t, "v2")
}

// recordingsOf are those of one version of the API, of whatever folders there are. A name that two folders have is the
// first one's; the other's has its folder before it.
func recordingsOf(t *testing.T, api string) map[string]recording {
	t.Helper()
	found := map[string]recording{}
	for _, folder := range recorded.Folders(t) {
		if folder.API != api {
			continue
		}
		for _, file := range folder.Files() {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r recording
			if err := json.Unmarshal(data, &r); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if len(r.Steps) == 0 {
				r.Steps = []exchange{r.exchange}
			}
			name := strings.TrimSuffix(filepath.Base(file), ".json")
			if _, taken := found[name]; taken {
				name = folder.Name + "/" + name
			}
			found[name] = r
		}
	}
	if len(found) == 0 {
		t.Skipf("no recordings of %s are among those that %s names", api, recorded.Variable)
	}
	return found
}

// theFirst are the recordings of v2 where the tests may refer to them by names.
func theFirst(t *testing.T) map[string]recording {
	t.Helper()
	all := recordings(t)
	if !areTheFirst(all) {
		t.Skip("these recordings have other names")
	}
	return all
}

// areTheFirst: the collection is among them to which the tests refer by names, and which has every request of the
// client. Others may be replayed alone.
func areTheFirst(recordings map[string]recording) bool {
	for _, name := range []string{"life_boot_64_nodes", "062_life_create"} { // v2, v1
		if _, found := recordings[name]; found {
			return true
		}
	}
	return false
}

// serve answers as the exchange was answered.
func (e exchange) serve(w http.ResponseWriter, r *http.Request) {
	if e.Response.Status == 0 {
		scripted.Drop(w, r)
		return
	}
	if e.Response.ContentType != "" {
		w.Header().Set("Content-Type", e.Response.ContentType)
	}
	for name, value := range e.Response.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(e.Response.Status)
	if body := string(e.Response.Body); body != "null" {
		_, _ = io.WriteString(w, body)
	}
}

// session is the name of the session that the exchange is about, "s1" where it names none.
func (e exchange) session() string {
	var said struct{ Name string }
	if e.Request.Method == http.MethodPost && e.Response.Status == http.StatusCreated && json.Unmarshal(e.Response.Body, &said) == nil {
		return said.Name
	}
	name, of := strings.CutPrefix(e.Request.Path, "/v2/sessions/")
	name = strings.TrimSuffix(name, "/status")
	if !of || !acceptable.MatchString(name) {
		return "s1"
	}
	return name
}

// acceptable are the names that the client asks for.
var acceptable = regexp.MustCompile(`^[a-zA-Z0-9]([-._a-zA-Z0-9]{0,125}[a-zA-Z0-9])?$`)

type route struct {
	request *regexp.Regexp
	call    func(t *testing.T, f *fixture, name string) (any, error) // name: of the session that the exchange is about
}

// routes says which of the client's methods reads an answer to the request.
var routes = []route{
	{regexp.MustCompile(`^POST /v2/sessions$`), func(t *testing.T, f *fixture, name string) (any, error) {
		return f.CreateSession(t.Context(), with(func(c *bos.SessionCreate) { c.Name = name }))
	}},
	{regexp.MustCompile(`^GET /v2/sessions(\?.*)?$`), func(t *testing.T, f *fixture, _ string) (any, error) {
		return f.ListSessions(t.Context(), bos.SessionFilter{})
	}},
	{regexp.MustCompile(`^GET /v2/sessions/[^/?]+$`), func(t *testing.T, f *fixture, name string) (any, error) { return f.Session(t.Context(), name) }},
	{regexp.MustCompile(`^GET /v2/sessions/[^/?]+/status$`), func(t *testing.T, f *fixture, name string) (any, error) {
		return f.SessionStatus(t.Context(), name)
	}},
	{regexp.MustCompile(`^DELETE /v2/sessions/[^/?]+$`), func(t *testing.T, f *fixture, name string) (any, error) {
		return nil, f.DeleteSession(t.Context(), name)
	}},
	{regexp.MustCompile(`^GET (/apis/bos)?/v2/version$`), func(t *testing.T, f *fixture, _ string) (any, error) { return f.Version(t.Context()) }},
	{regexp.MustCompile(`^GET /v2/healthz$`), func(t *testing.T, f *fixture, _ string) (any, error) { return f.Health(t.Context()) }},
}

func TestRecordings_everyAnswerIsRead(t *testing.T) {
	t.Parallel()
	none := 0
	counts := make([]int, len(routes))
	all := recordings(t)
	for name, r := range all {
		for _, step := range r.Steps {
			i := slices.IndexFunc(routes, func(r route) bool {
				return r.request.MatchString(step.Request.Method + " " + step.Request.Path)
			})
			if i < 0 {
				continue
			}
			counts[i]++
			f := newFixture(t, step.serve, func(c *config) { c.MaxRetries = &none })

			got, err := routes[i].call(t, f, step.session())

			if step.Response.Status >= 300 {
				sameProblem(t, name, step, err)
				continue
			}
			var input *gateway.InputError
			if errors.As(err, &input) && !acceptable.MatchString(step.session()) { // session_create_name_trailing_newline
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			sameAnswer(t, name, step, got)
		}
	}
	for i, n := range counts {
		t.Logf("%4d × %s", n, routes[i].request)
		if n == 0 && areTheFirst(all) {
			t.Errorf("no recording of %s", routes[i].request)
		}
	}
}

func sameProblem(t *testing.T, name string, step exchange, err error) {
	t.Helper()
	var want struct{ Title, Detail string }
	_ = json.Unmarshal(step.Response.Body, &want)
	var failure *gateway.Error
	if !errors.As(err, &failure) || failure.Status != step.Response.Status || failure.Title != want.Title ||
		!strings.HasPrefix(want.Detail, strings.TrimSuffix(failure.Detail, "…")) {
		t.Errorf("%s: got %+v", name, failure)
	}
}

func sameAnswer(t *testing.T, name string, step exchange, got any) {
	t.Helper()
	var said any
	if len(step.Response.Body) > 0 {
		if err := json.Unmarshal(step.Response.Body, &said); err != nil {
			t.Fatal(err)
		}
	}
	switch got := got.(type) {
	case bos.Session:
		sameSession(t, name, as[map[string]any](t, said), got)
	case []bos.Session:
		list := as[[]any](t, said)
		if len(got) != len(list) {
			t.Errorf("%s: %d sessions", name, len(got))
			return
		}
		for i, session := range got {
			sameSession(t, name, as[map[string]any](t, list[i]), session)
		}
	case bos.SessionStatus:
		sameStatus(t, name, as[map[string]any](t, said), got)
	}
}

// as is a piece of JSON, of the type that it must have.
func as[T any](t *testing.T, v any) T {
	t.Helper()
	typed, ok := v.(T)
	if !ok {
		t.Fatalf("%v is a %T", v, v)
	}
	return typed
}

// sameSession writes the session down again as BOS does, and compares.
func sameSession(t *testing.T, name string, said map[string]any, got bos.Session) {
	t.Helper()
	or := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	nodes := strings.Split(as[string](t, said["components"]), ",")
	slices.Sort(nodes)
	said["components"] = strings.Join(nodes, ",")
	status := as[map[string]any](t, said["status"])
	if text, ok := status["error"].(string); ok {
		status["error"] = strings.TrimSpace(text)
	}
	again := map[string]any{
		"name": got.Name, "operation": string(got.Operation), "template_name": got.TemplateName,
		"limit": *got.Limit, "stage": *got.Stage, "include_disabled": *got.IncludeDisabled,
		"components": strings.Join(got.Components, ","), "tenant": or(got.Tenant),
		"status": map[string]any{"status": got.Status, "error": or(got.Error), "start_time": naive(got.StartTime), "end_time": naive(got.EndTime)},
	}
	if !reflect.DeepEqual(again, said) {
		t.Errorf("%s: got  %v\nwant %v", name, again, said)
	}
}
