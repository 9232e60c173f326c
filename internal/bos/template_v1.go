// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net/http"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	templatesPathV1 = apiPathV1 + "/sessiontemplate"
	templatePathV1  = templatesPathV1 + "/{name}"
)

func templateGetV1(name string, once bool) gateway.Request {
	return gateway.Request{Method: http.MethodGet, Path: templatePathV1, Elements: map[string]string{"name": name}, About: name, Once: once}
}

// template keeps what it gets where one list asks for many sessions.
func (v sessionsV1) template(ctx context.Context, name string, once bool) (templateV2, error) {
	if kept, found := v.templates[name]; found {
		return kept, nil
	}
	wire, err := callV1[templateV2](ctx, v, templateGetV1(name, once))
	if err == nil && v.templates != nil {
		v.templates[name] = wire
	}
	return wire, err
}

// sessionTemplates lists those of every tenant: v1 knows none, and says so (014_template_list.json).
func (v sessionsV1) sessionTemplates(ctx context.Context) (templateListV2, error) {
	wires, err := callV1[templateListV2](ctx, v, gateway.Request{Method: http.MethodGet, Path: templatesPathV1})
	return wires, v.confirmPath(ctx, err)
}

// configures tells whether BOS v1's agent has booted nodes configured, as far as the template says it. Otherwise it
// leaves them "not started" in its phase configure.
func (w *templateV2) configures() bool {
	return (w.EnableCFS == nil || *w.EnableCFS) && w.CFS.Configuration != ""
}
