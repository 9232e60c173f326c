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

	// templateLookUp bounds the look at a template after a PUT or DELETE of which it is not known whether it was
	// carried out.
	templateLookUp = time.Minute
)

// SessionTemplate gets a session template by its name, in the client's tenant. gateway.ErrNotFound: there is none.
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

// ListSessionTemplates gets all session templates, by name, then tenant. Without a tenant it gets those of every
// tenant.
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

// CreateSessionTemplate creates a session template in the client's tenant, whatever t.Tenant is. Unless it may
// overwrite one, it looks first whether there is one of that name: a *TemplateExistsError, which matches
// gateway.ErrConflict. Where it cannot tell, it writes nothing: a *TemplateUntouchedError. BOS cannot be asked to
// create only, so one that somebody else creates between the look and the PUT is overwritten all the same; clients of
// one New cannot do that to each other.
//
// Its other errors are those of ReplaceSessionTemplate.
func (c *Client) CreateSessionTemplate(ctx context.Context, t SessionTemplate, overwrite bool) (SessionTemplate, error) {
	if err := c.writable(ctx, t); err != nil {
		return SessionTemplate{}, err
	}
	done, err := c.templateTurn(ctx, t.Name, "created")
	if err != nil {
		return SessionTemplate{}, err
	}
	defer done()
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

// ReplaceSessionTemplate puts the whole of t in the place of the session template of its name in the client's tenant,
// whatever t.Tenant is; if there is none, it creates it. What it returns is as BOS keeps it.
//
// Once it has begun it does not heed the end of ctx, but makes no other attempt after that. Where the answers leave
// open whether BOS has done it, BOS is asked for the template: if it has t, that is done, else the error matches
// gateway.ErrAmbiguous. A *gateway.InputError: BOS could never accept t (see CheckSessionTemplate).
func (c *Client) ReplaceSessionTemplate(ctx context.Context, t SessionTemplate) (SessionTemplate, error) {
	if err := c.writable(ctx, t); err != nil {
		return SessionTemplate{}, err
	}
	done, err := c.templateTurn(ctx, t.Name, "replaced")
	if err != nil {
		return SessionTemplate{}, err
	}
	defer done()
	return c.putTemplate(ctx, t)
}

// DeleteSessionTemplate deletes a session template of the client's tenant. gateway.ErrNotFound: there was none.
// Sessions that were started of it go on; one that is pending fails (session_deleted_template_get_pending.json).
//
// Once it has begun it does not heed the end of ctx. A DELETE that BOS may have carried out is not repeated, as a
// repeat could delete what somebody has created under the name since. BOS is asked for the template instead: if it has
// none, that is done, else the error matches gateway.ErrAmbiguous.
func (c *Client) DeleteSessionTemplate(ctx context.Context, name string) error {
	if err := checkName("name", name); err != nil {
		return err
	}
	if err := c.writesTemplates(ctx); err != nil {
		return err
	}
	done, err := c.templateTurn(ctx, name, "deleted")
	if err != nil {
		return err
	}
	defer done()
	_, err = call[gateway.Nothing](ctx, c.detached(), gateway.Request{
		Method: http.MethodDelete, Path: templatePath, Elements: map[string]string{"name": name}, Cautious: true,
	})
	if !errors.Is(err, gateway.ErrAmbiguous) {
		return err
	}
	ctx, cancel := c.clock.WithTimeout(context.WithoutCancel(ctx), templateLookUp)
	defer cancel()
	_, lookUp := c.SessionTemplate(ctx, name)
	switch {
	case errors.Is(lookUp, gateway.ErrNotFound):
		return nil
	case lookUp == nil:
		return fmt.Errorf("%w; BOS has a session template of that name, the same one or one that was created since", err)
	default:
		return fmt.Errorf("%w; looking for it: %w", err, lookUp)
	}
}

// templateTurn waits until no other client of one New writes or deletes the session template.
func (c *Client) templateTurn(ctx context.Context, name, what string) (done func(), err error) {
	done, err = c.writes.acquire(ctx, exclusiveKey{tenant: c.tenant, template: name})
	if err != nil {
		return nil, fmt.Errorf("%w, before the session template could be %s", err, what)
	}
	return done, nil
}

// writable is why t cannot be written, nil if it can.
func (c *Client) writable(ctx context.Context, t SessionTemplate) error {
	if err := c.CheckSessionTemplate(t); err != nil {
		return err
	}
	return c.writesTemplates(ctx)
}

// writesTemplates is a *gateway.InputError on v1 of the API, which knows neither arch nor cfs of a boot set, and no PUT
// (021_template_create_bs_arch.json, 022_template_create_bs_cfs.json and 030_template_put_405.json of v1).
func (c *Client) writesTemplates(ctx context.Context) error {
	version, err := c.APIVersion(ctx)
	if err == nil && version == APIv1 {
		return templatesUnwritten()
	}
	return err
}

func templatesUnwritten() error {
	return &gateway.InputError{
		Field:  "api_version",
		Reason: `session templates are written through v2 of the API (CSM ≥ 1.3): use a provider with api_version = "v2"`,
		Err:    errors.ErrUnsupported,
	}
}

func (c *Client) putTemplate(ctx context.Context, t SessionTemplate) (SessionTemplate, error) {
	wire, err := call[templateV2](ctx, c.detached(), gateway.Request{
		Method: http.MethodPut, Path: templatePath, Elements: map[string]string{"name": t.Name}, Body: newTemplatePutV2(t), About: t.Name,
	})
	switch {
	case err == nil:
		return wire.named(t.Name), nil
	case !errors.Is(err, gateway.ErrAmbiguous):
		return SessionTemplate{}, err
	}
	ctx, cancel := c.clock.WithTimeout(context.WithoutCancel(ctx), templateLookUp)
	defer cancel()
	found, lookUp := c.SessionTemplate(ctx, t.Name)
	switch {
	case lookUp == nil && found.sameAs(t):
		return found, nil
	case lookUp == nil:
		return SessionTemplate{}, fmt.Errorf("%w; the session template that BOS has is another one", err)
	case errors.Is(lookUp, gateway.ErrNotFound): // which is not what became of the PUT
		return SessionTemplate{}, fmt.Errorf("%w; BOS has no session template of that name", err)
	default:
		return SessionTemplate{}, fmt.Errorf("%w; looking for it: %w", err, lookUp)
	}
}

// sameAs compares with what was written, which may have been found in the client's tenant only.
func (t SessionTemplate) sameAs(written SessionTemplate) bool {
	written.Name, written.Tenant = t.Name, t.Tenant
	return t.Equal(written)
}
