// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
)

// Template is a session template, as far as a session's progress is told by it.
type Template struct {
	Name     string
	BootSets []string // their names, sorted
}

// Template gets a session template by its name. ErrNotFound: there is none.
func (c *Client) Template(ctx context.Context, name string) (Template, error) {
	if err := checkName("template_name", name); err != nil {
		return Template{}, err
	}
	version, err := c.APIVersion(ctx)
	if err != nil {
		return Template{}, err
	}
	if version == APIv1 {
		v := sessionsV1{c: c}
		wire, err := v.template(ctx, name, false)
		return wire.noun(name), v.settled(ctx, err, false)
	}
	wire, err := call[templateV2](ctx, c, request{
		method: http.MethodGet, path: apiPath + "/sessiontemplates/{template_name}", elements: map[string]string{"template_name": name},
	})
	return wire.noun(name), err
}

type templateV2 struct {
	BootSets map[string]struct{} `json:"boot_sets"`
}

func (w *templateV2) check() error {
	if w.BootSets == nil {
		return errors.New("the answer is not a session template: it has no boot sets")
	}
	return nil
}

func (w *templateV2) noun(name string) Template {
	return Template{Name: name, BootSets: slices.Sorted(maps.Keys(w.BootSets))}
}
