// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// phase writes a phase as BOS does; each category is name=node,node, each error error:message=node,node.
func phase(name string, parts ...string) string {
	type category struct {
		Name  string   `json:"name"`
		Nodes []string `json:"node_list"`
	}
	categories, errs := []category{}, map[string][]string{}
	for _, part := range parts {
		what, nodes, _ := strings.Cut(part, "=")
		if message, isError := strings.CutPrefix(what, "error:"); isError {
			errs[message] = strings.Split(nodes, ",")
			continue
		}
		categories = append(categories, category{what, strings.Split(nodes, ",")})
	}
	text, _ := json.Marshal(map[string]any{"name": name, "categories": categories, "errors": errs})
	return string(text)
}

func bootSet(name string, phases ...string) string {
	return `{"name":"` + name + `","session":"s1","phases":[` + strings.Join(phases, ",") + "]}"
}

// systemV1 is a BOS of v1 in a moment: bodies by path below /v1. What is not there is answered with an empty 404.
type systemV1 struct {
	mu     sync.Mutex
	bodies map[string]string
}

// newSystemV1 has session s1 of template t1, whose boot sets are those given: name and body, "" for no record.
func newSystemV1(t *testing.T, stopTime string, bootSets map[string]string) (*systemV1, *fixture) {
	t.Helper()
	named := map[string]any{}
	s := &systemV1{bodies: map[string]string{"/healthz": `{"apiStatus":"ok","dbStatus":"ok"}`}}
	for name, body := range bootSets {
		named[name] = struct{}{}
		if body != "" {
			s.bodies["/session/s1/status/"+name] = body
		}
	}
	template, _ := json.Marshal(map[string]any{"name": "t1", "boot_sets": named, "enable_cfs": true, "cfs": map[string]string{"configuration": "c"}})
	s.bodies["/sessiontemplate/t1"] = string(template)
	s.describe("boot", stopTime)
	return s, newFixture(t, s.serve, spoken(bos.APIv1))
}

// describe sets session s1; a stop time is JSON.
func (s *systemV1) describe(operation, stopTime string) {
	s.set("/session/s1", `{"operation":"`+operation+`","templateName":"t1","job":"boa-s1","complete":false,"in_progress":false,"error_count":0,
		"start_time":"2026-11-22T10:58:19.123456Z","status_link":"/v1/session/s1/status","stop_time":`+stopTime+"}")
}

// set changes an answer; "" removes it.
func (s *systemV1) set(path, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bodies[path] = body
}

func (s *systemV1) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	body := s.bodies[strings.TrimPrefix(r.URL.Path, "/apis/bos/v1")]
	s.mu.Unlock()
	switch body {
	case "":
		scripted.Answer(http.StatusNotFound, "application/json", "")(w, r)
	case "drop":
		scripted.Drop(w, r)
	default:
		scripted.OK(body)(w, r)
	}
}

// paths are those that were asked for.
func (f *fixture) paths() []string {
	paths := []string{}
	for _, r := range f.Seen("") {
		paths = append(paths, strings.TrimPrefix(r.URI, "/apis/bos"))
	}
	return paths
}

const (
	goesOn = "null"
	ended  = `"2026-11-22 11:08:19.123456"`
)

// logTo tells of the path of each attempt when it is over.
func logTo(tell func(path string)) func(context.Context, string, map[string]any) {
	return func(_ context.Context, _ string, fields map[string]any) {
		if path, ok := fields["path"].(string); ok {
			tell(path)
		}
	}
}
