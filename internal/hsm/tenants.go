// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Tenants reads tenants from TAPMS. It is safe for concurrent use. [NewTenants] makes one.
type Tenants struct {
	gateway *gateway.Client
	version atomic.Pointer[string] // of the API, once it is known
}

// tenantVersions are the versions of TAPMS's API, the newest first. BOS uses v1alpha3 from 2.26.3, and v1alpha2 before.
var tenantVersions = []string{"v1alpha3", "v1alpha2"}

// NewTenants returns a client that reaches TAPMS through g, whose endpoint must be that of [TenantService].
func NewTenants(g *gateway.Client) *Tenants { return &Tenants{gateway: g.InTenant("")} }

// Nodes returns the xnames of a tenant's resources, as TAPMS writes them, sorted and without duplicates: those that BOS
// lets the tenant use. A tenant without status has none. Where there is no such tenant the error matches
// gateway.ErrNotFound.
func (t *Tenants) Nodes(ctx context.Context, tenant string) ([]string, error) {
	if version := t.version.Load(); version != nil {
		return t.nodes(ctx, *version, tenant)
	}
	var first error
	for _, version := range tenantVersions {
		nodes, err := t.nodes(ctx, version, tenant)
		if !pathMissing(err) {
			t.remember(version, err)
			return nodes, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// remember keeps the version of an API that answered about a tenant.
func (t *Tenants) remember(version string, err error) {
	if err == nil || errors.Is(err, gateway.ErrNotFound) {
		t.version.Store(&version)
	}
}

// pathMissing reports a 404 that says nothing about the tenant, as an older TAPMS answers for a version that it does not
// have.
func pathMissing(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) && failure.Status == http.StatusNotFound && !errors.Is(err, gateway.ErrNotFound)
}

func (t *Tenants) nodes(ctx context.Context, version, tenant string) ([]string, error) {
	answer, err := gateway.Call[tenantWire](ctx, t.gateway, gateway.Request{
		Method: http.MethodGet, Path: "/" + version + "/tenants/{tenant}",
		Elements: map[string]string{"tenant": tenant}, About: tenant,
	})
	if err != nil || answer.Status == nil {
		return nil, err
	}
	var nodes []string
	for _, resource := range answer.Status.TenantResources {
		nodes = append(nodes, resource.Xnames...)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes), nil
}

type tenantWire struct {
	Spec *struct {
		TenantName string `json:"tenantname"`
	} `json:"spec"`
	Status *struct {
		TenantResources []struct {
			Xnames []string `json:"xnames"`
		} `json:"tenantresources"`
	} `json:"status"`
}

// Check requires the name of a tenant, which may have no status.
func (w *tenantWire) Check() error {
	if w.Spec == nil || w.Spec.TenantName == "" {
		return errors.New("the answer is not a tenant")
	}
	if w.Status == nil {
		return nil
	}
	for _, resource := range w.Status.TenantResources {
		if slices.Contains(resource.Xnames, "") {
			return errors.New("the answer lists an empty name")
		}
	}
	return nil
}

// Subject returns the tenant's name.
func (w *tenantWire) Subject() (name, tenant string) {
	if w.Spec == nil {
		return "", ""
	}
	return w.Spec.TenantName, ""
}
