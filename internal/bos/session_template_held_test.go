// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// What BOS has already is accepted, whatever is wrong with it; beside it, a new fault is refused.
func TestCheckSessionTemplateUpdate_acceptsWhatBOSHas(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Steps(t))
	check := func(name string, edit func(*bos.SessionTemplate)) {
		template := fullTemplate()
		edit(&template)
		if f.CheckSessionTemplate(template) == nil || template.Name != fullTemplate().Name {
			return // the name of a template is never one that BOS has under another
		}
		held := template
		if held.BootSets == nil {
			held.BootSets = map[string]bos.BootSet{} // as it is read
		}
		if err := f.CheckSessionTemplateUpdate(template, held); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if f.CheckSessionTemplateUpdate(template, fullTemplate()) == nil {
			t.Errorf("%s: a new fault is accepted", name)
		}
		if template.BootSets == nil || len(template.BootSets) > bos.MaxBootSets {
			return
		}
		worse := fullTemplate()
		edit(&worse)
		worse.BootSets["new"] = bos.BootSet{Type: "s3", Path: "nowhere", NodeGroups: []string{"g"}}
		if err := f.CheckSessionTemplateUpdate(worse, template); !errors.As(err, new(*gateway.InputError)) {
			t.Errorf("%s: a new boot set with a fault: %v", name, err)
		}
	}
	for name, test := range templateFaults {
		check(name, test.edit)
	}
	for name, test := range bootSetFaults {
		check(name, inBootSet(test.edit))
	}
}
