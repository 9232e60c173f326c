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

// wantAnotherSubject checks that err is an answer that cannot be read, which is no absence.
func wantAnotherSubject(t *testing.T, name string, err error) {
	t.Helper()
	var failure *gateway.Error
	if !errors.As(err, &failure) || errors.Is(err, gateway.ErrNotFound) || failure.Status != http.StatusOK ||
		!strings.Contains(err.Error(), "the answer describes") {
		t.Errorf("%s: %v", name, err)
	}
}

func TestSessionTemplate_answerAboutAnother(t *testing.T) {
	t.Parallel()
	const sets = `"boot_sets":{}`
	for name, test := range map[string]struct {
		version bos.APIVersion
		tenant  string
		body    string
		read    bool
	}{
		"its own":           {bos.APIv2, "", `{"name":"t",` + sets + `}`, true},
		"without a name":    {bos.APIv2, "", `{` + sets + `}`, true},
		"another's":         {bos.APIv2, "", `{"name":"u",` + sets + `}`, false},
		"in upper case":     {bos.APIv2, "", `{"name":"T",` + sets + `}`, false},
		"of its tenant":     {bos.APIv2, "blue", `{"name":"t","tenant":"blue",` + sets + `}`, true},
		"of another tenant": {bos.APIv2, "blue", `{"name":"t","tenant":"green",` + sets + `}`, false},
		"its own, v1":       {bos.APIv1, "", `{"name":"t","tenant":"",` + sets + `}`, true},
		"another's, v1":     {bos.APIv1, "", `{"name":"u","tenant":"",` + sets + `}`, false},
	} {
		f := newFixture(t, scripted.OK(test.body), func(c *config) { c.APIVersion, c.Tenant = test.version, test.tenant })

		got, err := f.SessionTemplate(t.Context(), "t")

		if test.read {
			if err != nil || got.Name != "t" {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
			continue
		}
		wantAnotherSubject(t, name, err)
	}
}

// An answer about another template is no reason to create one, or to call one gone.
func TestSessionTemplate_mixedUpAnswersWriteNothing(t *testing.T) {
	t.Parallel()
	mixedUp := func(status int, _ http.Header, body []byte) (int, []byte) {
		return status, []byte(strings.Replace(string(body), `"name":"compute"`, `"name":"other"`, 1))
	}
	s := newSimulated(t, bossim.DefaultSystem(4), bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplates/*", Rewrite: mixedUp})
	template := bos.SessionTemplate{Name: "compute", BootSets: map[string]bos.BootSet{"c": soundBootSet()}}

	_, err := s.CreateSessionTemplate(t.Context(), template, false)

	var untouched *bos.TemplateUntouchedError
	if !errors.As(err, &untouched) || s.sim.Count(http.MethodPut, "/v2/sessiontemplates/*") != 0 {
		t.Errorf("%v", err)
	}
	s.sim.Inject(bossim.Fault{Method: http.MethodDelete, Path: "/v2/sessiontemplates/*", Drop: true})
	if err := s.DeleteSessionTemplate(t.Context(), "compute"); !errors.Is(err, gateway.ErrAmbiguous) {
		t.Errorf("a lost DELETE, and another's answer to the look after it: %v", err)
	}
}

// The answer to a PUT that describes another template leaves the PUT open, until BOS is asked.
func TestReplaceSessionTemplate_answerAboutAnother(t *testing.T) {
	t.Parallel()
	other := func(status int, _ http.Header, _ []byte) (int, []byte) {
		return status, []byte(`{"name":"other","boot_sets":{}}`)
	}
	for lost, want := range map[bool]string{false: "", true: "possibly"} {
		s := newSimulated(t, bossim.DefaultSystem(4), bossim.Fault{Method: http.MethodPut, Path: "/v2/sessiontemplates/*", Rewrite: other})
		if lost {
			s.sim.Inject(bossim.Fault{Method: http.MethodGet, Path: "/v2/sessiontemplates/*", Rewrite: other})
		}

		got, err := s.ReplaceSessionTemplate(t.Context(), bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": soundBootSet()}})

		if puts := s.sim.Count(http.MethodPut, "/v2/sessiontemplates/*"); puts != 1 {
			t.Errorf("%d PUTs", puts)
		}
		if (want == "") != (err == nil && got.Name == "t") || want != "" && !errors.Is(err, gateway.ErrAmbiguous) {
			t.Errorf("look fails %t: %+v, %v", lost, got, err)
		}
	}
}

func TestValidateSessionTemplate_answerAboutAnother(t *testing.T) {
	t.Parallel()
	const of = "boot set: 'c': Has NID in 'node_list'"
	for said, read := range map[string]bool{
		`"Valid"`:                                              true,
		`"Session template: 't' ` + of + `"`:                   true,
		`"Session template: 'u' ` + of + `"`:                   false,
		`" Session template: 'u' ` + of + `"`:                  false,
		`"Session template 't' requires at least 1 boot set."`: true,
		`"Session template: 't' ` + of + `; Session template: 't' boot set: 'Session template: 'u' boot set: '"`: true,
	} {
		got, err := newFixture(t, scripted.OK(said)).ValidateSessionTemplate(t.Context(), "t")
		if read {
			if err != nil || got.Answer == "" {
				t.Errorf("%s: %+v, %v", said, got, err)
			}
			continue
		}
		wantAnotherSubject(t, said, err)
	}
}

func TestComponent_answerAboutAnother(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(wholeComponent))
	if _, err := f.Component(t.Context(), "x3000c0s1b0n0"); err != nil {
		t.Errorf("its own: %v", err)
	}
	for _, id := range []string{"x3000c0s1b0n1", "X3000C0S1B0N0", "x3000c0s01b0n0"} {
		got, err := f.Component(t.Context(), id)

		wantAnotherSubject(t, id, err)
		if got.ID != "" {
			t.Errorf("%s: %+v", id, got)
		}
	}
}
