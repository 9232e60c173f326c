// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// The client reads every recorded answer about nodes, options and stages; none is skipped.
func TestRecordings_nodesOptionsAndStagesAreRead(t *testing.T) {
	t.Parallel()
	readers := map[string]func(*testing.T, string, exchange){
		"GET /v2/components": readsNodes, "PUT /v2/components": passes, "PATCH /v2/components": readsPatch, "DELETE /v2/components": passes,
		"GET /v2/options": readsOptions, "PATCH /v2/options": readsOptions, "POST /v2/applystaged": readsApplication, "GET /v2/applystaged": passes,
	}
	counts := map[string]int{}
	all := recordings(t)
	for name, r := range all {
		for _, step := range r.Steps {
			path, _, _ := strings.Cut(step.Request.Path, "?")
			noun := strings.Join(strings.Split(path+"/", "/")[:3], "/")
			switch noun {
			case "/v2/components", "/v2/options", "/v2/applystaged":
			default:
				continue
			}
			what := step.Request.Method + " " + noun
			read, known := readers[what]
			if !known { // the client does not make this request
				read = passes
			}
			counts[what]++
			read(t, name, step)
		}
	}
	for what := range readers {
		if counts[what] == 0 && areTheFirst(all) && what != "GET /v2/options" { // those hold the answers to PATCH only
			t.Errorf("no recording of %s", what)
		}
	}
	t.Log(counts)
}

// passes: the client does not make this request. TestRecordings_everyComponentIsRead reads the records in it.
func passes(*testing.T, string, exchange) {}

// readsNodes: good ones are read by TestRecordings_everyComponentIsRead.
func readsNodes(t *testing.T, name string, step exchange) {
	t.Helper()
	if step.Response.Status < 300 {
		return
	}
	f := newFixture(t, step.serve)
	_, err := f.Component(t.Context(), "x3000c0s1b0n0")
	sameProblem(t, name, step, err)
	sameProblem(t, name, step, f.EachComponent(t.Context(), bos.ComponentFilter{}, func(bos.Component) error { return nil }))
	if step.Response.Status == http.StatusNotFound && !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("%s: %v", name, err)
	}
}

func readsPatch(t *testing.T, name string, step exchange) {
	t.Helper()
	if step.Request.Path != "/v2/components" {
		return
	}
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			scripted.OK(wireComponents(0, 3))(w, r)
			return
		}
		step.serve(w, r)
	})
	_, err := f.DisableComponents(t.Context(), "s1")
	if step.Response.Status >= 300 {
		sameProblem(t, name, step, err)
	} else if err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// readsOptions: the answers to PATCH and GET have the same form.
func readsOptions(t *testing.T, name string, step exchange) {
	t.Helper()
	f := newFixture(t, step.serve)
	if step.Response.Status >= 300 {
		_, err := f.PatchOptions(t.Context(), bos.Options{"clear_stage": flag(true)})
		if step.Request.Method == http.MethodGet {
			_, err = f.Options(t.Context())
		}
		sameProblem(t, name, step, err)
		return
	}
	got, err := f.Options(t.Context())
	again, errAgain := json.Marshal(got)
	if err != nil || errAgain != nil || string(again) != string(compact(t, step.Response.Body)) {
		t.Errorf("%s: %v, %v\ngot  %s", name, err, errAgain, again)
	}
	for _, rule := range bos.OptionRules() {
		if option, found := got[rule.Name]; !found || option.Other != nil {
			t.Errorf("%s: %s is %+v", name, rule.Name, option)
		}
	}
}

// compact returns JSON with sorted keys and without spaces.
func compact(t *testing.T, body json.RawMessage) []byte {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readsApplication(t *testing.T, name string, step exchange) {
	t.Helper()
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			scripted.OK(`[]`)(w, r)
			return
		}
		step.serve(w, r)
	})
	if step.Response.Status >= 300 {
		_, err := f.ApplyStaged(t.Context(), []string{"x3000c0s11b0n0"})
		sameProblem(t, name, step, err)
		return
	}
	var asked struct{ Xnames []string }
	if err := json.Unmarshal(step.Request.Body, &asked); err != nil {
		t.Fatal(err)
	}
	got, err := f.ApplyStaged(t.Context(), asked.Xnames)
	if input := (*gateway.InputError)(nil); len(asked.Xnames) == 0 && errors.As(err, &input) {
		return
	}
	var said struct{ Succeeded, Failed, Ignored []string }
	if err := json.Unmarshal(step.Response.Body, &said); err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]string{said.Succeeded, said.Failed, said.Ignored} {
		slices.Sort(list)
	}
	if err != nil || !slices.Equal(got.Succeeded, said.Succeeded) || !slices.Equal(got.Failed, said.Failed) || !slices.Equal(got.Ignored, said.Ignored) {
		t.Errorf("%s: %+v, %v", name, got, err)
	}
}
