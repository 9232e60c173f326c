// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// BOS may answer that a record is deleted and still have it. Under a chosen name, that DELETE is not done.
func TestSession_destroyIsConfirmed(t *testing.T) {
	ineffective := bossim.Fault{Method: http.MethodDelete, Path: "/v2/sessions/*", Status: http.StatusNoContent, Times: 1}
	later := func(f bossim.Fault) bossim.Fault { // after the look before the DELETE
		f.Skip = 1
		return onLook(f)
	}
	for name, row := range map[string]struct {
		config fields
		faults []bossim.Fault
		errors int
		says   string
		looks  int // after the DELETE
		left   int
	}{
		"done":                         {bootBlue, nil, 0, "", 1, 0},
		"without effect":               {bootBlue, []bossim.Fault{ineffective}, 1, "but it still has it", 5, 1},
		"seen for some seconds":        {bootBlue, []bossim.Fault{later(bossim.Fault{Times: 3, Status: 200, Header: map[string]string{"Content-Type": "application/json"}, Body: "RECORD"})}, 0, "", 4, 0},
		"cannot be looked for":         {bootBlue, []bossim.Fault{later(bossim.Fault{Status: 403})}, 1, "could not be found out", 1, 0},
		"generated, without effect":    {without(bootBlue, "name"), []bossim.Fault{ineffective}, 0, "", 0, 1},
		"without effect, short delete": {with(bootBlue, fields{"timeouts": deleteWithin("3s")}), []bossim.Fault{ineffective}, 1, "but it still has it", 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			p := newServer(t, bos, nil)
			state := p.apply(nil, row.config).NewState
			bos.Clock.Advance(time.Hour)
			record := bos.gets(t, "/v2/sessions/"+textOf(t, p.attributes(state)["name"]))
			for _, fault := range row.faults {
				if fault.Body == "RECORD" {
					fault.Body = record
				}
				bos.Inject(fault)
			}
			before := bos.looks()

			told := p.destroy(state)

			wantTold(t, told, tfprotov6.DiagnosticSeverityError, row.errors, row.says)
			if looks := bos.looks() - before; looks != 1+row.looks || len(bos.Sessions()) != row.left {
				t.Errorf("%d looks, left: %v\n%s", looks, bos.Sessions(), bos.log())
			}
			bos.wantSent(t, 1, 1)
		})
	}
}

func deleteWithin(limit string) tftypes.Value {
	kinds := map[string]tftypes.Type{"create": tftypes.String, "delete": tftypes.String}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, map[string]tftypes.Value{"create": tftypes.NewValue(tftypes.String, nil), "delete": text(limit)})
}

func textOf(t *testing.T, value tftypes.Value) (got string) {
	t.Helper()
	if err := value.As(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

// looks is how often a session was asked for.
func (s *sim) looks() (n int) {
	for _, r := range s.Requests() {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/v2/sessions/") && !strings.HasSuffix(r.Path, "/status") {
			n++
		}
	}
	return n
}

// gets is the body of an answer, asked for behind the provider's back.
func (s *sim) gets(t *testing.T, path string) string {
	t.Helper()
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return answer.Body.String()
}

// What was not deleted is not adopted by the next apply, nor is a new session started beside it.
func TestSession_replacementAfterADeleteWithoutEffect(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	state := p.apply(nil, adopting).NewState
	bos.Inject(bossim.Fault{Method: http.MethodDelete, Path: "/v2/sessions/*", Status: http.StatusNoContent})
	p = newServer(t, bos, nil)
	wantTold(t, p.destroy(state), tfprotov6.DiagnosticSeverityError, 1, `Unable to delete session "s1"`)

	p = newServer(t, bos, nil) // the next run: the engine has kept the state
	read := p.read(state)
	p.fine(read.Diagnostics)
	for _, prior := range []*tfprotov6.DynamicValue{read.NewState, nil} {
		planned := p.plan(prior, with(adopting, fields{"triggers": runTrigger("v2")}))
		wantTold(t, planned.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, "Choose a new name")
	}
	bos.wantSent(t, 1, 1)
}
