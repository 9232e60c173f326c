// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// Fields of v1 that BOS < 2.7 still shows, nulls, and fields of later releases are ignored.
func TestSessionTemplate_isReadFromEveryRelease(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bos.SessionTemplate{
		`{"name":"t","tenant":"","enable_cfs":null,"description":null,"cfs":null,"links":[],"partition":"p1","boot_sets":{"c":{
			"name":"c","type":"s3","path":"s3://b/k","boot_ordinal":1,"shutdown_ordinal":2,"network":"nmn","etag":null,"arch":null,
			"kernel_parameters":null,"node_list":null,"node_groups":["g"],"cfs":null,"rootfs_provider":"","later":{}}},"cfs_url":"u"}`: {
			Name: "t", BootSets: map[string]bos.BootSet{"c": {
				Type: "s3", Path: "s3://b/k", NodeGroups: []string{"g"}, RootfsProvider: ptr(""),
			}},
		},
		`{"name":"t","cfs":{"clone_url":"u","playbook":"p"}}`:        {Name: "t", BootSets: map[string]bos.BootSet{}},
		`{"boot_sets":{},"enable_cfs":false,"tenant":null,"cfs":{}}`: {Name: "t", EnableCFS: ptr(false), BootSets: map[string]bos.BootSet{}},
		`{"name":"t","tenant":"blue","boot_sets":{"c":{"node_list":[]}}}`: {
			Name: "t", Tenant: "blue", BootSets: map[string]bos.BootSet{"c": {NodeList: []string{}}},
		},
	} {
		for _, api := range []bos.APIVersion{bos.APIv1, bos.APIv2} {
			got, err := newFixture(t, scripted.OK(body), spoken(api)).SessionTemplate(t.Context(), "t")

			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v:\n%+v\n%+v", body, err, got, want)
			}
		}
	}
}

func TestSessionTemplate_refusesOtherAnswers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `[]`, `null`, `"t"`, `{"enable_cfs":true}`, `{"name":"u","boot_sets":{}}`, `{"name":"t","boot_sets":[]}`} {
		f := newFixture(t, scripted.OK(body))
		got, err := f.SessionTemplate(t.Context(), "t")
		var failure *gateway.Error
		if !errors.As(err, &failure) || failure.Status != 200 || !strings.Contains(err.Error(), "/v2/sessiontemplates/t") {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
		// It is not an answer to a PUT either, and the GET after the PUT gets the same.
		template := bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": soundBootSet()}}
		if _, err := f.ReplaceSessionTemplate(t.Context(), template); !errors.Is(err, gateway.ErrAmbiguous) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{`{}`, `null`, `[{}]`, `[{"name":"t"},{"boot_sets":{}}]`, `["t"]`} {
		if got, err := newFixture(t, scripted.OK(body)).ListSessionTemplates(t.Context()); err == nil {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

func TestSessionTemplate_refusesInvalidNames(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t))
	for _, name := range []string{"", ".", "..", "a/b", "-a", "a ", strings.Repeat("n", 128)} {
		_, get := f.SessionTemplate(t.Context(), name)
		_, validate := f.ValidateSessionTemplate(t.Context(), name)
		for _, err := range []error{get, validate, f.DeleteSessionTemplate(t.Context(), name)} {
			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != "name" {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}
