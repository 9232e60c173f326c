// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
)

// template keeps what it gets where one list asks for many sessions.
func (v sessionsV1) template(ctx context.Context, name string, once bool) (templateV1, error) {
	if kept, found := v.templates[name]; found {
		return kept, nil
	}
	wire, err := callV1[templateV1](ctx, v, request{
		method: http.MethodGet, path: apiPathV1 + "/sessiontemplate/{template_name}",
		elements: map[string]string{"template_name": name}, once: once,
	})
	if err == nil && v.templates != nil {
		v.templates[name] = wire
	}
	return wire, err
}

// templateV1 may lack boot_sets: BOS takes it so, and then cannot start a session of it
// (054_session_create_no_bootsets_key.json).
type templateV1 struct {
	templateV2
	Name      string `json:"name"`
	EnableCFS *bool  `json:"enable_cfs"`
	CFS       struct {
		Configuration string `json:"configuration"`
	} `json:"cfs"`
}

func (w *templateV1) check() error {
	if w.BootSets == nil && w.Name == "" {
		return errors.New("the answer is not a session template")
	}
	return nil
}

// configures tells whether BOS's agent has booted nodes configured, as far as the template says it. Otherwise it
// leaves them "not started" in its phase configure.
func (w *templateV1) configures() bool {
	return (w.EnableCFS == nil || *w.EnableCFS) && w.CFS.Configuration != ""
}
