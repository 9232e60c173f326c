// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"maps"
	"reflect"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// SessionTemplate is a boot plan: it says what the nodes of each of its boot sets run.
type SessionTemplate struct {
	Name, Tenant  string             // Tenant "" = none
	Description   string             // "" = none
	EnableCFS     *bool              // nil = absent, which BOS takes as true
	Configuration string             // CFS configuration of boot sets without their own; "" = none
	BootSets      map[string]BootSet // by name
}

// BootSet is an image with its kernel parameters and its configuration, and the nodes that run it.
type BootSet struct {
	Type, Path                string  // of the image's manifest: s3, s3://BUCKET/KEY
	ETag                      *string // nil = absent, here and below
	KernelParameters          *string
	RootfsProvider            *string
	RootfsProviderPassthrough *string
	NodeList                  []string // nil = absent, here and below; in BOS's order
	NodeRolesGroups           []string
	NodeGroups                []string
	Arch                      string // X86, ARM, Other or Unknown; "" = absent, which BOS takes as X86
	Configuration             string // CFS configuration; "" = that of the template
}

// DefaultArch is the architecture of a boot set that has none. BOS ≥ 2.29 stores it.
const DefaultArch = "X86"

// Normal returns the normal form of the template, in which BOS stores it and with its defaults written out: node names
// in lower case and without leading zeros, arch X86, enable_cfs true. An empty string or list of an optional field
// becomes nil where BOS takes both the same. The result shares no memory with t.
func (t SessionTemplate) Normal() SessionTemplate {
	enabled := t.EnableCFS == nil || *t.EnableCFS
	t.EnableCFS = &enabled
	sets := make(map[string]BootSet, len(t.BootSets))
	for name, bootSet := range t.BootSets {
		sets[name] = bootSet.normal()
	}
	t.BootSets = sets
	return t
}

// Equal reports whether two templates have the same normal form, with their names, tenants and descriptions.
func (t SessionTemplate) Equal(other SessionTemplate) bool {
	return reflect.DeepEqual(t.Normal(), other.Normal())
}

func (b BootSet) normal() BootSet {
	if b.Arch == "" {
		b.Arch = DefaultArch
	}
	b.ETag, b.KernelParameters = copyText(b.ETag), copyText(b.KernelParameters)
	b.RootfsProvider, b.RootfsProviderPassthrough = copyText(b.RootfsProvider), copyText(b.RootfsProviderPassthrough)
	b.NodeList = normalNodes(b.NodeList)
	b.NodeRolesGroups, b.NodeGroups = copyList(b.NodeRolesGroups), copyList(b.NodeGroups)
	return b
}

func normalNodes(list []string) []string {
	list = copyList(list)
	for i, node := range list {
		list[i] = NormalNode(node)
	}
	return list
}

// copyText returns a copy of s, nil for "".
func copyText(s *string) *string {
	if value(s) == "" {
		return nil
	}
	copied := *s
	return &copied
}

// copyList returns a copy of list, nil if it is empty.
func copyList(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

func sortedNames(sets map[string]BootSet) []string { return slices.Sorted(maps.Keys(sets)) }

// TemplateExistsError reports that a session template was not created because there is one of its name. It matches
// gateway.ErrConflict.
type TemplateExistsError struct {
	Name  string
	Found SessionTemplate // as BOS has it
}

func (e *TemplateExistsError) Error() string { return "session template " + e.Name + " exists" }

// Is matches gateway.ErrConflict.
func (e *TemplateExistsError) Is(target error) bool { return target == gateway.ErrConflict }

// TemplateUntouchedError reports that a session template was not created because the look-up of one of its name failed.
// It matches what Err matches, except gateway.ErrAmbiguous: nothing was written.
type TemplateUntouchedError struct {
	Name string
	Err  error
}

func (e *TemplateUntouchedError) Error() string {
	return "session template " + e.Name + " was not created, as the look-up of an existing one failed: " +
		e.Err.Error()
}

// Is matches what Err matches, except gateway.ErrAmbiguous: the look-up was ambiguous, the creation is not.
func (e *TemplateUntouchedError) Is(target error) bool {
	return target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *TemplateUntouchedError) As(target any) bool { return errors.As(e.Err, target) }
