// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// TemplateMissingError reports that BOS does not have a session template, and what it has instead. It wraps the error of
// the request that needed the template.
type TemplateMissingError struct {
	Name, Tenant string
	// Names are those of the session templates of the same tenant, sorted. NamesErr is why they are not known.
	Names    []string
	NamesErr error
	// WithoutTenant: there is a session template of this name without a tenant. A session of a tenant cannot use it.
	WithoutTenant bool
	Err           error
}

func (e *TemplateMissingError) Error() string {
	where := "without a tenant"
	if e.Tenant != "" {
		where = fmt.Sprintf("of tenant %q", e.Tenant)
	}
	return fmt.Sprintf("BOS has no session template %q %s: %s", e.Name, where, e.Err)
}

// Unwrap returns the error of the request.
func (e *TemplateMissingError) Unwrap() error { return e.Err }

// Nearest returns the existing name that was probably meant, "" for none.
func (e *TemplateMissingError) Nearest() string { return Nearest(e.Name, e.Names) }

// missingTemplateTimeout bounds the requests that find out what BOS has instead of a session template.
const missingTemplateTimeout = 30 * time.Second

// WithTemplates adds to an error of a session template's look-up which session templates BOS has, as a
// *TemplateMissingError. It returns any error but a 404 as it is. It makes at most two requests.
func (c *Client) WithTemplates(ctx context.Context, name string, err error) error {
	if !errors.Is(err, gateway.ErrNotFound) {
		return err
	}
	ctx, cancel := c.clock.WithTimeout(ctx, missingTemplateTimeout)
	defer cancel()
	missing := &TemplateMissingError{Name: name, Tenant: c.tenant, Err: err}
	templates, listErr := c.ListSessionTemplates(ctx)
	missing.NamesErr = listErr
	for _, template := range templates {
		if template.Tenant == c.tenant { // BOS lists those of all tenants where none is given
			missing.Names = append(missing.Names, template.Name)
		}
	}
	if c.tenant != "" {
		_, getErr := c.InTenant("").SessionTemplate(ctx, name)
		missing.WithoutTenant = getErr == nil
	}
	return missing
}

// refusedTemplate returns the rejection of a session as a *TemplateMissingError if BOS does not have its session
// template: v2 answers with 400 then, v1 with 404.
func (c *Client) refusedTemplate(ctx context.Context, name string, refusal error) error {
	var failure *gateway.Error
	if !errors.As(refusal, &failure) || failure.Status != http.StatusBadRequest && failure.Status != http.StatusNotFound {
		return refusal
	}
	ctx, cancel := c.clock.WithTimeout(ctx, missingTemplateTimeout)
	defer cancel()
	hurried := *c
	hurried.gateway = c.gateway.Hurried()
	_, err := hurried.SessionTemplate(ctx, name)
	var missing *TemplateMissingError
	if err == nil || !errors.As(hurried.WithTemplates(ctx, name, err), &missing) {
		return refusal
	}
	missing.Err = refusal
	return missing
}
