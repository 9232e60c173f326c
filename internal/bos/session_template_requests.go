// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	templatesPath = apiPath + "/sessiontemplates"
	templatePath  = templatesPath + "/{name}"

	templatesPathV1 = apiPathV1 + "/sessiontemplate"
	templatePathV1  = templatesPathV1 + "/{name}"

	// templateLookUpTimeout bounds the look-up of a template after a PUT or DELETE with an ambiguous result.
	templateLookUpTimeout = time.Minute
)

// SessionTemplate returns the session template of that name in the client's tenant. The error matches
// gateway.ErrNotFound if there is none; it is a *gateway.InputError if BOS can have no such name.
func (c *Client) SessionTemplate(ctx context.Context, name string) (SessionTemplate, error) {
	if err := checkName("name", name); err != nil {
		return SessionTemplate{}, err
	}
	version, err := c.APIVersion(ctx)
	if err != nil {
		return SessionTemplate{}, err
	}
	if version == APIv1 {
		v := sessionsV1{c: c}
		wire, err := v.template(ctx, name, false)
		if err != nil {
			return SessionTemplate{}, v.confirm404(ctx, err, false)
		}
		return wire.named(name), nil
	}
	wire, err := call[templateV2](ctx, c, gateway.Request{
		Method: http.MethodGet, Path: templatePath, Elements: map[string]string{"name": name}, About: name,
	})
	if err != nil {
		return SessionTemplate{}, err
	}
	return wire.named(name), nil
}

// ListSessionTemplates returns all session templates of the client's tenant, or of every tenant if it has none, sorted
// by name, then by tenant.
func (c *Client) ListSessionTemplates(ctx context.Context) ([]SessionTemplate, error) {
	version, err := c.APIVersion(ctx)
	if err != nil {
		return nil, err
	}
	var wires templateListV2
	if version == APIv1 {
		wires, err = sessionsV1{c: c}.sessionTemplates(ctx)
	} else {
		wires, err = call[templateListV2](ctx, c, gateway.Request{Method: http.MethodGet, Path: templatesPath})
	}
	if err != nil {
		return nil, err
	}
	templates := make([]SessionTemplate, 0, len(wires))
	for _, wire := range wires {
		templates = append(templates, wire.noun())
	}
	slices.SortFunc(templates, func(a, b SessionTemplate) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Tenant, b.Tenant))
	})
	return templates, nil
}

// CreateSessionTemplate creates a session template in the client's tenant, whatever t.Tenant is, and returns it as BOS
// stores it. Unless overwrite is set, it first looks for a session template of that name. If there is one, the error is
// a *TemplateExistsError; if the look-up fails, a *TemplateUntouchedError. Neither has written anything. BOS has no
// request that only creates, so a template that somebody else creates between the look-up and the PUT is overwritten
// all the same. The copies of one client (see [Client.InTenant]) do not overwrite each other's.
//
// The other errors are those of [Client.ReplaceSessionTemplate].
func (c *Client) CreateSessionTemplate(
	ctx context.Context, t SessionTemplate, overwrite bool,
) (SessionTemplate, error) {
	if err := c.checkWritable(ctx, c.CheckSessionTemplate(t)); err != nil {
		return SessionTemplate{}, err
	}
	release, err := c.acquireTemplate(ctx, t.Name, "created")
	if err != nil {
		return SessionTemplate{}, err
	}
	defer release()
	if overwrite {
		return c.putTemplate(ctx, t)
	}
	found, err := c.SessionTemplate(ctx, t.Name)
	switch {
	case err == nil:
		return SessionTemplate{}, &TemplateExistsError{Name: t.Name, Found: found}
	case !errors.Is(err, gateway.ErrNotFound):
		return SessionTemplate{}, &TemplateUntouchedError{Name: t.Name, Err: err}
	}
	return c.putTemplate(ctx, t)
}

// ReplaceSessionTemplate replaces the whole session template of t's name in the client's tenant, whatever t.Tenant is,
// or creates it if there is none. It returns the template as BOS stores it.
//
// The end of ctx does not end an attempt in flight, but prevents further attempts. If the answers leave open whether
// BOS has carried out the PUT, the template is looked up: if BOS has t, the PUT was carried out; otherwise the error
// matches gateway.ErrAmbiguous. The error is a *gateway.InputError if BOS could never accept t (see
// [Client.CheckSessionTemplate]), and on v1 of the API, where it matches errors.ErrUnsupported.
func (c *Client) ReplaceSessionTemplate(ctx context.Context, t SessionTemplate) (SessionTemplate, error) {
	if err := c.checkWritable(ctx, c.CheckSessionTemplate(t)); err != nil {
		return SessionTemplate{}, err
	}
	return c.replaceTemplate(ctx, t)
}

// UpdateSessionTemplate is [Client.ReplaceSessionTemplate] of a template that BOS has. It accepts the values of held,
// which is what BOS has, although BOS could not boot them (see [Client.CheckSessionTemplateUpdate]).
func (c *Client) UpdateSessionTemplate(ctx context.Context, t, held SessionTemplate) (SessionTemplate, error) {
	if err := c.checkWritable(ctx, c.CheckSessionTemplateUpdate(t, held)); err != nil {
		return SessionTemplate{}, err
	}
	return c.replaceTemplate(ctx, t)
}

func (c *Client) replaceTemplate(ctx context.Context, t SessionTemplate) (SessionTemplate, error) {
	release, err := c.acquireTemplate(ctx, t.Name, "replaced")
	if err != nil {
		return SessionTemplate{}, err
	}
	defer release()
	return c.putTemplate(ctx, t)
}

// DeleteSessionTemplate deletes a session template of the client's tenant. The error matches gateway.ErrNotFound if
// there was none; it is a *gateway.InputError on v1 of the API, where it matches errors.ErrUnsupported. Sessions that
// were started from the template continue, but a pending one fails (session_deleted_template_get_pending.json).
//
// The end of ctx does not end an attempt in flight. A DELETE that BOS may have carried out is not retried, as a retry
// could delete a template that somebody has created under the name since. Instead the template is looked up: if there
// is none, the DELETE was carried out; otherwise the error matches gateway.ErrAmbiguous.
func (c *Client) DeleteSessionTemplate(ctx context.Context, name string) error {
	if err := checkName("name", name); err != nil {
		return err
	}
	if err := c.requireTemplateWrites(ctx); err != nil {
		return err
	}
	release, err := c.acquireTemplate(ctx, name, "deleted")
	if err != nil {
		return err
	}
	defer release()
	_, err = call[gateway.Nothing](ctx, c.detached(), gateway.Request{
		Method: http.MethodDelete, Path: templatePath, Elements: map[string]string{"name": name}, Cautious: true,
	})
	if !errors.Is(err, gateway.ErrAmbiguous) {
		return err
	}
	ctx, cancel := c.clock.WithTimeout(context.WithoutCancel(ctx), templateLookUpTimeout)
	defer cancel()
	_, lookUp := c.SessionTemplate(ctx, name)
	switch {
	case errors.Is(lookUp, gateway.ErrNotFound):
		return nil
	case lookUp == nil:
		return fmt.Errorf("%w; BOS has a session template of that name, "+
			"the same one or one that was created since", err)
	default:
		return fmt.Errorf("%w; looking for it: %w", err, lookUp)
	}
}

// acquireTemplate waits until no other copy of the client writes or deletes the session template. what completes the
// sentence of its error, which is returned if ctx ends first.
func (c *Client) acquireTemplate(ctx context.Context, name, what string) (release func(), err error) {
	release, err = c.writes.acquire(ctx, exclusiveKey{tenant: c.tenant, template: name})
	if err != nil {
		return nil, fmt.Errorf("%w, before the session template could be %s", err, what)
	}
	return release, nil
}

// checkWritable returns the result of a check of the template, or a *gateway.InputError if the API writes none.
func (c *Client) checkWritable(ctx context.Context, checked error) error {
	if checked != nil {
		return checked
	}
	return c.requireTemplateWrites(ctx)
}

// requireTemplateWrites returns the error of templatesReadOnly on v1 of the API.
func (c *Client) requireTemplateWrites(ctx context.Context) error {
	version, err := c.APIVersion(ctx)
	if err == nil && version == APIv1 {
		return templatesReadOnly()
	}
	return err
}

// putTemplate makes the PUT of ReplaceSessionTemplate, and the look-up after an ambiguous result.
func (c *Client) putTemplate(ctx context.Context, t SessionTemplate) (SessionTemplate, error) {
	wire, err := call[templateV2](ctx, c.detached(), gateway.Request{
		Method:   http.MethodPut,
		Path:     templatePath,
		Elements: map[string]string{"name": t.Name},
		Body:     newTemplatePutV2(t),
		About:    t.Name,
	})
	switch {
	case err == nil:
		return wire.named(t.Name), nil
	case !errors.Is(err, gateway.ErrAmbiguous):
		return SessionTemplate{}, err
	}
	ctx, cancel := c.clock.WithTimeout(context.WithoutCancel(ctx), templateLookUpTimeout)
	defer cancel()
	found, lookUp := c.SessionTemplate(ctx, t.Name)
	switch {
	case lookUp == nil && found.sameAs(t):
		return found, nil
	case lookUp == nil:
		return SessionTemplate{}, fmt.Errorf("%w; the session template that BOS has is another one", err)
	case errors.Is(lookUp, gateway.ErrNotFound): // not wrapped: it is not the result of the PUT
		return SessionTemplate{}, fmt.Errorf("%w; BOS has no session template of that name", err)
	default:
		return SessionTemplate{}, fmt.Errorf("%w; looking for it: %w", err, lookUp)
	}
}

// sameAs reports whether t, looked up in the client's tenant, is what was written, whatever tenant that says.
func (t SessionTemplate) sameAs(written SessionTemplate) bool {
	written.Name, written.Tenant = t.Name, t.Tenant
	return t.Equal(written)
}

// template gets a session template from v1 of the API. Within one list of sessions each template is requested once.
func (v sessionsV1) template(ctx context.Context, name string, once bool) (templateV2, error) {
	if kept, found := v.templates[name]; found {
		return kept, nil
	}
	wire, err := callV1[templateV2](ctx, v, gateway.Request{
		Method:   http.MethodGet,
		Path:     templatePathV1,
		Elements: map[string]string{"name": name},
		About:    name,
		Once:     once,
	})
	if err == nil && v.templates != nil {
		v.templates[name] = wire
	}
	return wire, err
}

// sessionTemplates lists the session templates of v1, which has no tenants: each has the tenant ""
// (014_template_list.json).
func (v sessionsV1) sessionTemplates(ctx context.Context) (templateListV2, error) {
	wires, err := callV1[templateListV2](ctx, v, gateway.Request{Method: http.MethodGet, Path: templatesPathV1})
	return wires, v.confirmPath(ctx, err)
}
