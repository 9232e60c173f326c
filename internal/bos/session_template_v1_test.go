// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestSessionTemplateV1_isReadAsInV2(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"1.10.23", "2.0.5", "2.10.34"} {
		s := newRelease(t, release, bos.APIv1, bossim.DefaultSystem(4))

		got, err := s.SessionTemplate(t.Context(), "compute")
		all, errList := s.ListSessionTemplates(t.Context())

		want := bos.SessionTemplate{
			Name: "compute", Description: "compute nodes", EnableCFS: ptr(true), Configuration: "compute-config",
			BootSets: map[string]bos.BootSet{"compute": {
				Type: "s3", Path: soundImage, RootfsProvider: ptr("sbps"), NodeRolesGroups: []string{"Compute"},
			}},
		}
		if err != nil || !got.Equal(want) {
			t.Errorf("%s: %v\n%+v\n%+v", release, err, got, want)
		}
		var names []string
		for _, template := range all {
			names = append(names, template.Name)
		}
		if listed := strings.Join(names, " "); errList != nil || listed != "blue broken compute green red yellow" || !reflect.DeepEqual(all[2], got) {
			t.Errorf("%s: %v: %s", release, errList, listed)
		}
		if _, err := s.SessionTemplate(t.Context(), "nope"); !errors.Is(err, gateway.ErrNotFound) {
			t.Errorf("%s: got %v", release, err)
		}
	}
}

// unsupported reports whether err says that v1 cannot do it, or what to set instead.
func unsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) && (strings.Contains(err.Error(), "in v1 of the API") || strings.Contains(err.Error(), `api_version = "v2"`))
}

func TestSessionTemplateV1_isNotWritten(t *testing.T) {
	t.Parallel()
	for _, api := range []bos.APIVersion{bos.APIv1, bos.APIAuto} {
		s := newRelease(t, "1.10.23", api, bossim.DefaultSystem(4))
		if err := s.CheckSessionTemplate(fullTemplate()); (err == nil) != (api == bos.APIAuto) || err != nil && !unsupported(err) {
			t.Errorf("%s, before anything is known: %v", api, err)
		}

		_, create := s.CreateSessionTemplate(t.Context(), fullTemplate(), false)
		_, overwrite := s.CreateSessionTemplate(t.Context(), fullTemplate(), true)
		_, replace := s.ReplaceSessionTemplate(t.Context(), fullTemplate())
		_, validate := s.ValidateSessionTemplate(t.Context(), "compute")
		remove := s.DeleteSessionTemplate(t.Context(), "compute")

		for i, err := range []error{create, overwrite, replace, validate, remove, s.CheckSessionTemplate(fullTemplate())} {
			var input *gateway.InputError
			if !unsupported(err) || !errors.As(err, &input) {
				t.Errorf("%s, %d: %v", api, i, err)
			}
		}
		for _, r := range s.sim.Requests() {
			if r.Method != "GET" || strings.Contains(r.Path, "template") {
				t.Errorf("%s: asked %s %s", api, r.Method, r.Path)
			}
		}
		if _, err := s.SessionTemplate(t.Context(), "compute"); err != nil { // it still exists, and requests are seen
			t.Error(err)
		}
	}
}

func TestSessionTemplateV1_hasNoTenants(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t), spoken(bos.APIv1))
	_, get := f.InTenant("blue").SessionTemplate(t.Context(), "t")
	_, list := f.InTenant("blue").ListSessionTemplates(t.Context())
	for _, err := range []error{get, list} {
		var input *gateway.InputError
		if !errors.As(err, &input) || input.Field != "tenant" || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("got %v", err)
		}
	}
}

// After an upgrade to CSM 1.6 every path of v1 answers 404, which proves nothing about a template.
func TestSessionTemplateV1_onASystemWithoutV1(t *testing.T) {
	t.Parallel()
	s := newRelease(t, "", bos.APIv1, bossim.DefaultSystem(4))
	_, get := s.SessionTemplate(t.Context(), "compute")
	_, list := s.ListSessionTemplates(t.Context())
	for _, err := range []error{get, list} {
		var gone *bos.NoV1Error
		if !errors.As(err, &gone) || errors.Is(err, gateway.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	}
}
