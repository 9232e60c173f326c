// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
)

var errNotYet = errors.New("not there yet")

// Fingerprint identifies what nodes would run by the template.
func (t SessionTemplate) Fingerprint() string { return "" }

// SessionTemplate gets a session template by its name. ErrNotFound: there is none.
func (c *Client) SessionTemplate(ctx context.Context, name string) (SessionTemplate, error) {
	return SessionTemplate{}, errNotYet
}

// ListSessionTemplates gets all session templates, by name, then tenant. Without a tenant it gets those of every tenant.
func (c *Client) ListSessionTemplates(ctx context.Context) ([]SessionTemplate, error) {
	return nil, errNotYet
}

// CheckSessionTemplate finds what BOS could never accept, without a request.
func (c *Client) CheckSessionTemplate(t SessionTemplate) error { return errNotYet }

// CreateSessionTemplate creates a session template. ErrConflict: there is one, and it is not to be overwritten.
func (c *Client) CreateSessionTemplate(ctx context.Context, t SessionTemplate, overwrite bool) (SessionTemplate, error) {
	return SessionTemplate{}, errNotYet
}

// ReplaceSessionTemplate puts the whole template in the place of the one of its name.
func (c *Client) ReplaceSessionTemplate(ctx context.Context, t SessionTemplate) (SessionTemplate, error) {
	return SessionTemplate{}, errNotYet
}

// DeleteSessionTemplate deletes a session template. ErrNotFound: there was none.
func (c *Client) DeleteSessionTemplate(ctx context.Context, name string) error { return errNotYet }

// ValidateSessionTemplate asks BOS what it has to say of a template. nil = nothing.
func (c *Client) ValidateSessionTemplate(ctx context.Context, name string) ([]TemplateFinding, error) {
	return nil, errNotYet
}
