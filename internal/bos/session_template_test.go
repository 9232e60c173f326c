// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// It sets every field, so that the round trip covers each.
func TestFullTemplate_isFull(t *testing.T) {
	t.Parallel()
	full := fullTemplate()
	full.Tenant = "is the client's"
	for _, v := range []reflect.Value{reflect.ValueOf(full), reflect.ValueOf(full.BootSets["compute"])} {
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s.%s is not set", v.Type(), v.Type().Field(i).Name)
			}
		}
	}
}

func TestSessionTemplate_roundTripOnEveryRelease(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"2.0.5", "2.10.34", "2.30.1", ""} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			s := newRelease(t, release, bos.APIv2, bossim.DefaultSystem(4))
			want := fullTemplate()
			if release == "2.0.5" { // it has no arch
				inBootSet(func(b *bos.BootSet) { b.Arch = "X86" })(&want)
			}

			created, err := s.CreateSessionTemplate(t.Context(), want, false)
			got, errGet := s.SessionTemplate(t.Context(), "full")

			if err != nil || errGet != nil || !created.Equal(want) || !reflect.DeepEqual(created, got) {
				t.Fatalf("%v, %v:\n%+v\n%+v\n%+v", err, errGet, want, created, got)
			}
			if got.Fingerprint() != want.Fingerprint() {
				t.Error("another fingerprint")
			}

			less := bos.SessionTemplate{Name: "full", EnableCFS: ptr(false), BootSets: map[string]bos.BootSet{"compute": soundBootSet()}}
			replaced, err := s.ReplaceSessionTemplate(t.Context(), less)
			got, errGet = s.SessionTemplate(t.Context(), "full")

			if err != nil || errGet != nil || !replaced.Equal(less) || !got.Equal(less) {
				t.Fatalf("%v, %v: %+v", err, errGet, got)
			}
			if err := s.DeleteSessionTemplate(t.Context(), "full"); err != nil {
				t.Error(err)
			}
			_, err = s.SessionTemplate(t.Context(), "full")
			for _, err := range []error{err, s.DeleteSessionTemplate(t.Context(), "full")} {
				if !errors.Is(err, gateway.ErrNotFound) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

// BOS stores the normal form of what was written; the client writes the template as given.
func TestSessionTemplate_isStoredInItsNormalForm(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	written := bos.SessionTemplate{Name: "t", BootSets: map[string]bos.BootSet{"c": {
		Type: "s3", Path: soundImage, NodeList: []string{"X3000C0S01B0N0"}, KernelParameters: ptr(""), Arch: "X86",
	}}}

	got, err := s.CreateSessionTemplate(t.Context(), written, false)

	if err != nil || !reflect.DeepEqual(got.Normal(), written.Normal()) || got.BootSets["c"].NodeList[0] != "x3000c0s1b0n0" {
		t.Errorf("%v:\n%+v\n%+v", err, got.Normal(), written.Normal())
	}
	requests := s.sim.Requests()
	want := `{"boot_sets":{"c":{"type":"s3","path":"` + soundImage + `","kernel_parameters":"","node_list":["X3000C0S01B0N0"]}}}`
	if sent := requests[len(requests)-1].Body; sent != want {
		t.Errorf("sent %s", sent)
	}
}

func TestSessionTemplate_manyBootSetsAndNodes(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	want := bos.SessionTemplate{Name: strings.Repeat("n", 127), BootSets: map[string]bos.BootSet{}}
	for i := range 127 {
		set := soundBootSet()
		set.NodeList = bossim.NodeNames(10000)[i : i+80]
		want.BootSets[fmt.Sprintf("set-%03d", i)] = set
	}
	set := soundBootSet()
	set.NodeList = bossim.NodeNames(10000)
	want.BootSets["set-000"] = set

	got, err := s.CreateSessionTemplate(t.Context(), want, false)

	if err != nil || !got.Equal(want) {
		t.Errorf("%v: %d boot sets", err, len(got.BootSets))
	}
}

func TestCreateSessionTemplate_doesNotOverwrite(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	first := fullTemplate()
	if _, err := s.CreateSessionTemplate(t.Context(), first, false); err != nil {
		t.Fatal(err)
	}
	second := first
	second.Description = "another"

	_, err := s.CreateSessionTemplate(t.Context(), second, false)

	var exists *bos.TemplateExistsError
	if !errors.As(err, &exists) || !errors.Is(err, gateway.ErrConflict) || exists.Name != "full" || !exists.Found.Equal(first) {
		t.Errorf("got %v", err)
	}
	if n := s.sim.Count("PUT", templatePath); n != 1 {
		t.Errorf("%d PUTs", n)
	}
	if got, err := s.CreateSessionTemplate(t.Context(), second, true); err != nil || got.Description != "another" {
		t.Errorf("%+v, %v", got, err)
	}
}

// Of two concurrent creations under one name, only one succeeds.
func TestCreateSessionTemplate_concurrently(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.DefaultSystem(4))
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			_, errs[i] = s.InTenant("").CreateSessionTemplate(t.Context(), fullTemplate(), false)
		})
	}
	all.Wait()

	created := 0
	for _, err := range errs {
		switch {
		case err == nil:
			created++
		case !errors.Is(err, gateway.ErrConflict):
			t.Error(err)
		}
	}
	if n := s.sim.Count("PUT", templatePath); created != 1 || n != 1 {
		t.Errorf("%d created, %d PUTs", created, n)
	}
}

func TestSessionTemplate_ofTenants(t *testing.T) {
	t.Parallel()
	system := bossim.System{Nodes: 4, Tenants: map[string][]string{"blue": nil, "green": nil}}
	s := newSimulated(t, system)
	for tenant, description := range map[string]string{"": "nobody's", "green": "green's", "blue": "blue's"} {
		template := fullTemplate()
		template.Tenant, template.Description = "whatever it is", description
		got, err := s.InTenant(tenant).CreateSessionTemplate(t.Context(), template, false)
		if err != nil || got.Tenant != tenant {
			t.Errorf("%q: %+v, %v", tenant, got, err)
		}
	}

	list := func(tenant string) string {
		found, err := s.InTenant(tenant).ListSessionTemplates(t.Context())
		if err != nil {
			t.Error(err)
		}
		var listed []string
		for _, template := range found {
			listed = append(listed, template.Tenant+": "+template.Description)
		}
		return strings.Join(listed, ", ")
	}
	if got := list(""); got != ": nobody's, blue: blue's, green: green's" {
		t.Errorf("all of them: %s", got)
	}
	if got := list("blue"); got != "blue: blue's" {
		t.Errorf("blue's: %s", got)
	}
	if err := s.InTenant("blue").DeleteSessionTemplate(t.Context(), "full"); err != nil {
		t.Error(err)
	}
	if _, err := s.InTenant("blue").SessionTemplate(t.Context(), "full"); !errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if got := list(""); got != ": nobody's, green: green's" {
		t.Errorf("in the end: %s", got)
	}
}

// The look-up after a lost answer is made in the same tenant.
func TestReplaceSessionTemplate_lostInATenant(t *testing.T) {
	t.Parallel()
	s := newSimulated(t, bossim.System{Nodes: 4, Tenants: map[string][]string{"blue": nil}}, onTemplate("PUT", lostDone))

	got, err := s.InTenant("blue").ReplaceSessionTemplate(t.Context(), fullTemplate())

	if err != nil || got.Tenant != "blue" {
		t.Errorf("%+v, %v", got, err)
	}
}
