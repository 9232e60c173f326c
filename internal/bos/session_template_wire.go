// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"fmt"
)

// templateV2 is a session template in the answers of both versions of the API: v1 answers in v2's shape
// (011_template_get.json of v1). Fields that only v1 has, such as boot_ordinal and network of a boot set, and that v2
// of BOS 2.0 still shows (005_template_get.json of CSM 1.3), have no effect and are not read.
type templateV2 struct {
	Name        string               `json:"name"`
	Tenant      string               `json:"tenant"` // null, "" and absent mean none
	Description string               `json:"description"`
	EnableCFS   *bool                `json:"enable_cfs"`
	CFS         cfsV2                `json:"cfs"`
	BootSets    map[string]bootSetV2 `json:"boot_sets"`
}

type cfsV2 struct {
	Configuration string `json:"configuration"`
}

type bootSetV2 struct {
	Type                      string   `json:"type"`
	Path                      string   `json:"path"`
	ETag                      *string  `json:"etag"`
	KernelParameters          *string  `json:"kernel_parameters"`
	RootfsProvider            *string  `json:"rootfs_provider"`
	RootfsProviderPassthrough *string  `json:"rootfs_provider_passthrough"`
	NodeList                  []string `json:"node_list"`
	NodeRolesGroups           []string `json:"node_roles_groups"`
	NodeGroups                []string `json:"node_groups"`
	Arch                      string   `json:"arch"`
	CFS                       cfsV2    `json:"cfs"`
}

// Check accepts a template without boot sets: older releases accept one too, but then cannot start a session of it
// (054_session_create_no_bootsets_key.json of v1).
func (w *templateV2) Check() error {
	if w.BootSets == nil && w.Name == "" {
		return errors.New("the answer is not a session template: it has neither a name nor boot sets")
	}
	return nil
}

// Subject returns "" for a release that leaves the name out; the template is then taken as the requested one.
func (w *templateV2) Subject() (name, tenant string) { return w.Name, w.Tenant }

// named returns the template under the name that was requested.
func (w *templateV2) named(name string) SessionTemplate {
	template := w.noun()
	template.Name = name
	return template
}

func (w *templateV2) noun() SessionTemplate {
	sets := make(map[string]BootSet, len(w.BootSets))
	for name, bootSet := range w.BootSets {
		sets[name] = bootSet.noun()
	}
	return SessionTemplate{
		Name:          w.Name,
		Tenant:        w.Tenant,
		Description:   w.Description,
		EnableCFS:     w.EnableCFS,
		Configuration: w.CFS.Configuration,
		BootSets:      sets,
	}
}

func (w *bootSetV2) noun() BootSet {
	return BootSet{
		Type:                      w.Type,
		Path:                      w.Path,
		ETag:                      w.ETag,
		KernelParameters:          w.KernelParameters,
		RootfsProvider:            w.RootfsProvider,
		RootfsProviderPassthrough: w.RootfsProviderPassthrough,
		NodeList:                  w.NodeList,
		NodeRolesGroups:           w.NodeRolesGroups,
		NodeGroups:                w.NodeGroups,
		Arch:                      w.Arch,
		Configuration:             w.CFS.Configuration,
	}
}

// configuresNodes reports whether the agent of BOS v1 has booted nodes configured, as far as the template shows it. If
// not, the agent leaves them "not started" in its phase configure.
func (w *templateV2) configuresNodes() bool {
	return (w.EnableCFS == nil || *w.EnableCFS) && w.CFS.Configuration != ""
}

type templateListV2 []templateV2

func (w *templateListV2) Check() error {
	if *w == nil {
		return errors.New("the answer is not a list of session templates")
	}
	for i := range *w {
		if (*w)[i].Name == "" {
			return fmt.Errorf("element %d of the list is not a session template: it has no name", i)
		}
	}
	return nil
}

// templatePutV2 is the body of a PUT: a whole template without the fields that BOS refuses to write, which are name,
// tenant and links (template_put_with_name_tenant.json, template_put_links.json).
type templatePutV2 struct {
	Description string                  `json:"description,omitempty"`
	EnableCFS   *bool                   `json:"enable_cfs,omitempty"`
	CFS         *cfsV2                  `json:"cfs,omitempty"`
	BootSets    map[string]bootSetPutV2 `json:"boot_sets"`
}

type bootSetPutV2 struct {
	Type                      string   `json:"type"`
	Path                      string   `json:"path"`
	ETag                      *string  `json:"etag,omitempty"`
	KernelParameters          *string  `json:"kernel_parameters,omitempty"`
	RootfsProvider            *string  `json:"rootfs_provider,omitempty"`
	RootfsProviderPassthrough *string  `json:"rootfs_provider_passthrough,omitempty"`
	NodeList                  []string `json:"node_list,omitempty"`
	NodeRolesGroups           []string `json:"node_roles_groups,omitempty"`
	NodeGroups                []string `json:"node_groups,omitempty"`
	Arch                      string   `json:"arch,omitempty"`
	CFS                       *cfsV2   `json:"cfs,omitempty"`
}

func newTemplatePutV2(t SessionTemplate) templatePutV2 {
	sets := make(map[string]bootSetPutV2, len(t.BootSets))
	for name, bootSet := range t.BootSets {
		sets[name] = newBootSetPutV2(bootSet)
	}
	return templatePutV2{
		Description: t.Description,
		EnableCFS:   t.EnableCFS,
		CFS:         newCFSV2(t.Configuration),
		BootSets:    sets,
	}
}

// newBootSetPutV2 omits the default of arch: BOS < 2.5 does not know the field and refuses it.
func newBootSetPutV2(b BootSet) bootSetPutV2 {
	arch := b.Arch
	if arch == DefaultArch {
		arch = ""
	}
	return bootSetPutV2{
		Type:                      b.Type,
		Path:                      b.Path,
		ETag:                      b.ETag,
		KernelParameters:          b.KernelParameters,
		RootfsProvider:            b.RootfsProvider,
		RootfsProviderPassthrough: b.RootfsProviderPassthrough,
		NodeList:                  b.NodeList,
		NodeRolesGroups:           b.NodeRolesGroups,
		NodeGroups:                b.NodeGroups,
		Arch:                      arch,
		CFS:                       newCFSV2(b.Configuration),
	}
}

func newCFSV2(configuration string) *cfsV2 {
	if configuration == "" {
		return nil
	}
	return &cfsV2{Configuration: configuration}
}
