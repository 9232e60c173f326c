// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"cmp"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func describedV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	id := path.Base(e.Request.Path)

	got, err := f.Session(t.Context(), id)

	if failedV1(t, e, err) {
		absentV1(t, e, err)
		return
	}
	said := saidV1[map[string]any](t, e)
	write := func(at time.Time, layout string) any { // as BOS does
		if at.IsZero() {
			return nil
		}
		return at.Format(layout)
	}
	orNull := func(v any) any {
		if v == "" {
			return nil
		}
		return v
	}
	for name, pair := range map[string][2]any{
		"name":         {"boa-" + got.Name, said["job"]},
		"operation":    {string(got.Operation), strings.ToLower(as[string](t, said["operation"]))},
		"templateName": {got.TemplateName, said["templateName"]},
		"start_time":   {write(got.StartTime, "2006-01-02T15:04:05.000000Z"), orNull(said["start_time"])},
		"stop_time":    {write(got.EndTime, "2006-01-02 15:04:05.000000"), orNull(said["stop_time"])},
		"complete":     {got.Complete(), orNull(said["stop_time"]) != nil},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
	if got.Limit != nil || got.Stage != nil || got.IncludeDisabled != nil || got.Tenant != "" || !got.NodesUnknown {
		t.Errorf("BOS did not say that: %+v", got)
	}
}

func deletedV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	err := f.DeleteSession(t.Context(), path.Base(e.Request.Path))

	if failedV1(t, e, err) {
		absentV1(t, e, err)
	}
}

// absentV1 checks that a 404, and no other answer, is an absence.
func absentV1(t *testing.T, e exchange, err error) {
	t.Helper()
	if errors.Is(err, gateway.ErrNotFound) != (e.Response.Status == http.StatusNotFound) {
		t.Errorf("%d: %v", e.Response.Status, err)
	}
}

func templateV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	got, err := f.SessionTemplate(t.Context(), path.Base(e.Request.Path))

	if failedV1(t, e, err) {
		absentV1(t, e, err)
		return
	}
	sameTemplate(t, saidV1[map[string]any](t, e), got)
}

func templatesV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	got, err := f.ListSessionTemplates(t.Context())

	if failedV1(t, e, err) {
		return
	}
	said := saidV1[[]map[string]any](t, e)
	if len(got) != len(said) {
		t.Fatalf("got %+v", got)
	}
	for i := range got { // there are lists of no and of one template
		sameTemplate(t, said[i], got[i])
	}
}

func versionV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	got, err := f.Version(t.Context())
	said := saidV1[struct{ Major, Minor, Patch string }](t, e)
	if err != nil || got != bos.Version(said) {
		t.Errorf("got %v, %v", got, err)
	}
}

func healthV1(t *testing.T, e exchange, f *fixture) {
	t.Helper()
	got, err := f.Health(t.Context())
	said := saidV1[struct{ APIStatus, DBStatus, EtcdStatus string }](t, e)
	if want := (bos.Health{DBStatus: cmp.Or(said.DBStatus, said.EtcdStatus), APIStatus: said.APIStatus}); err != nil || got != want {
		t.Errorf("got %v, %v", got, err)
	}
}

// goneV1 checks a path that BOS does not have: the answer is that of every v1 path on a system that has v2 only.
func goneV1(t *testing.T, e exchange, _ *fixture) {
	t.Helper()
	f := newFixture(t, e.serve, func(c *config) { c.APIVersion = bos.APIv1 })

	_, err := f.Session(t.Context(), "s1")

	var gone *bos.NoV1Error
	if !errors.As(err, &gone) || errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// bootSetV1 judges a complete session by the recorded boot set, and compares with a count of its own.
func bootSetV1(t *testing.T, e exchange, _ *fixture) {
	t.Helper()
	status := "/v1/session/s1/status/compute"
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/apis/bos")
		if path == status {
			e.serve(w, r)
			return
		}
		scripted.OK(aroundV1[path])(w, r)
	}, func(c *config) { c.APIVersion = bos.APIv1 })

	session, err := f.Session(t.Context(), "s1")
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.SessionStatus(t.Context(), "s1")
	if err != nil {
		t.Fatal(err)
	}

	if e.Response.Status == http.StatusNotFound {
		if session.Components != nil || session.Error == "" || got.Managed != 0 {
			t.Errorf("no record: %+v, %+v", session, got)
		}
		return
	}
	said := saidV1[struct {
		Phases []struct {
			Name       string
			Categories []struct {
				Name  string
				Nodes []string `json:"node_list"`
			}
			Errors map[string][]string
		}
	}](t, e)
	in := map[string][]string{} // by phase and category
	for _, phase := range said.Phases {
		for _, category := range phase.Categories {
			in[phase.Name+" "+category.Name] = category.Nodes
			in["all"] = append(in["all"], category.Nodes...)
			if category.Name == "failed" {
				in["failed"] = append(in["failed"], category.Nodes...)
			}
		}
		for message, nodes := range phase.Errors {
			if !slices.Equal(got.Errors[message].Nodes, nodes) || got.Errors[message].Count != len(nodes) {
				t.Errorf("%s: %+v", message, got.Errors)
			}
		}
	}
	slices.Sort(in["all"])
	in["all"] = slices.Compact(in["all"])
	outcome := bos.NewOutcome(len(session.Components), got)
	if !slices.Equal(session.Components, in["all"]) || outcome.Managed != len(in["all"]) || outcome.Successful != len(in["configure succeeded"]) ||
		outcome.Failed != len(in["failed"]) || session.Error != "" || got.Status != bos.StatusComplete || got.Duration != 5024045*time.Microsecond {
		t.Errorf("%+v, %+v, %+v", session, got, outcome)
	}
}
