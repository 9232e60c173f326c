// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	sessionsPath = apiPath + "/sessions"
	sessionPath  = sessionsPath + "/{name}"
)

// sessionsV2 implements sessions for v2 of the API.
type sessionsV2 struct{ c *Client }

func (v sessionsV2) check(create SessionCreate) error {
	errs := []error{checkLimit(create.Limit)}
	if create.Name != "" {
		errs = append(errs, checkName("name", create.Name))
	}
	if create.TemplateName != "" {
		errs = append(errs, checkName("template_name", create.TemplateName))
	}
	switch create.Operation {
	case "", OperationBoot, OperationReboot, OperationShutdown:
	case OperationConfigure:
		errs = append(errs, &gateway.InputError{
			Field: "operation", Reason: "configure exists in v1 of the API only", Err: errors.ErrUnsupported,
		})
	default:
		reason := fmt.Sprintf("%q is none of boot, reboot and shutdown", gateway.Shorten(string(create.Operation), 64))
		errs = append(errs, &gateway.InputError{Field: "operation", Reason: reason})
	}
	return errors.Join(errs...)
}

func (v sessionsV2) checkRequired(create SessionCreate) error {
	switch {
	case create.Name == "":
		return &gateway.InputError{Field: "name", Reason: "is empty"}
	case create.Operation == "":
		return &gateway.InputError{Field: "operation", Reason: "is empty"}
	case create.TemplateName == "":
		return &gateway.InputError{Field: "template_name", Reason: "is empty"}
	default:
		return nil
	}
}

func (v sessionsV2) create(ctx context.Context, create SessionCreate) (Session, error) {
	wire, err := call[sessionV2](ctx, v.c, gateway.Request{
		Method: http.MethodPost,
		Path:   sessionsPath,
		About:  create.Name,
		Body: sessionCreateV2{
			Name:            create.Name,
			Operation:       create.Operation,
			TemplateName:    create.TemplateName,
			Limit:           create.Limit,
			Stage:           create.Stage,
			IncludeDisabled: create.IncludeDisabled,
		},
	})
	return wire.noun(), err
}

func (v sessionsV2) get(ctx context.Context, name string, opts getOptions) (Session, error) {
	wire, err := call[sessionV2](ctx, v.c, gateway.Request{
		Method: http.MethodGet, Path: sessionPath, Elements: map[string]string{"name": name},
		About: name, Once: opts.once, Paused: opts.paused,
	})
	return wire.noun(), err
}

func (v sessionsV2) delete(ctx context.Context, name string) error {
	_, err := call[gateway.Nothing](ctx, v.c, gateway.Request{
		Method: http.MethodDelete, Path: sessionPath, Elements: map[string]string{"name": name},
	})
	return err
}

func (v sessionsV2) status(ctx context.Context, name string, once bool) (SessionStatus, error) {
	wire, err := call[sessionStatusV2](ctx, v.c, gateway.Request{
		Method: http.MethodGet, Path: sessionPath + "/status", Elements: map[string]string{"name": name}, Once: once,
	})
	return wire.noun(), err
}

type sessionCreateV2 struct {
	Name            string    `json:"name"`
	Operation       Operation `json:"operation"`
	TemplateName    string    `json:"template_name"`
	Limit           *string   `json:"limit,omitempty"`
	Stage           bool      `json:"stage,omitempty"`
	IncludeDisabled bool      `json:"include_disabled,omitempty"`
}

type sessionV2 struct {
	Name            string    `json:"name"`
	Tenant          string    `json:"tenant"`
	Operation       Operation `json:"operation"`
	TemplateName    string    `json:"template_name"`
	Limit           *string   `json:"limit"`
	Stage           *bool     `json:"stage"`
	IncludeDisabled *bool     `json:"include_disabled"`
	Components      string    `json:"components"`
	Status          struct {
		Status    string          `json:"status"`
		StartTime moment          `json:"start_time"`
		EndTime   lenient[moment] `json:"end_time"`
		Error     string          `json:"error"`
	} `json:"status"`
}

// Check rejects a session without a status: accepting it would overwrite the status that is already known.
func (w *sessionV2) Check() error {
	switch {
	case w.Name == "":
		return errors.New("the answer is not a session: it has no name")
	case w.Status.Status == "":
		return errors.New("the answer is not a session: it has no status")
	default:
		return nil
	}
}

func (w *sessionV2) Subject() (name, tenant string) { return w.Name, w.Tenant }

func (w *sessionV2) noun() Session {
	return Session{
		Name:            w.Name,
		Tenant:          w.Tenant,
		Operation:       w.Operation,
		TemplateName:    w.TemplateName,
		Limit:           w.Limit,
		Stage:           w.Stage,
		IncludeDisabled: w.IncludeDisabled,
		Components:      nodeList(w.Components),
		Status:          w.Status.Status,
		StartTime:       w.Status.StartTime.Time,
		EndTime:         w.Status.EndTime.value.Time,
		Error:           strings.TrimSpace(w.Status.Error),
	}
}

// nodeList parses BOS's comma-separated list, which is in random order, and returns it sorted without duplicates.
func nodeList(list string) []string {
	var nodes []string
	for node := range strings.SplitSeq(list, ",") {
		if node = strings.TrimSpace(node); node != "" {
			nodes = append(nodes, node)
		}
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}
