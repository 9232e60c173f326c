// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Version is the version of the BOS server. Versions do not order by number across 2.10 and 2.11: the two lines
// diverged.
type Version struct{ Major, Minor, Patch string }

// String returns the version in the form 2.50.0.
func (v Version) String() string { return v.Major + "." + v.Minor + "." + v.Patch }

type versionV2 struct {
	Major word `json:"major"`
	Minor word `json:"minor"`
	Patch word `json:"patch"`
}

func (w *versionV2) Check() error {
	if w.Major == "" {
		return errors.New("the answer is not a version")
	}
	return nil
}

// Health is the server's report on its database and its API. The value "ok" means healthy.
type Health struct{ DBStatus, APIStatus string }

// healthV2 is the answer of both API versions. BOS 1.10 calls its database etcd (003_healthz.json of CSM 1.2).
type healthV2 struct {
	DBStatus   string `json:"dbStatus"`
	EtcdStatus string `json:"etcdStatus"`
	APIStatus  string `json:"apiStatus"`
}

func (w *healthV2) Check() error {
	if w.noun() == (Health{}) {
		return errors.New("the answer is not a state of health")
	}
	return nil
}

func (w *healthV2) noun() Health {
	return Health{DBStatus: cmp.Or(w.DBStatus, w.EtcdStatus), APIStatus: w.APIStatus}
}

// Version returns the version that the server reports. BOS 2.0 reports 1.0.0 (001_version.json of CSM 1.3).
func (c *Client) Version(ctx context.Context) (Version, error) {
	return c.serverVersion(ctx, false)
}

// ProbeVersion is like [Client.Version] but makes one attempt only, for callers that can do without the version.
func (c *Client) ProbeVersion(ctx context.Context) (Version, error) {
	return c.serverVersion(ctx, true)
}

func (c *Client) serverVersion(ctx context.Context, once bool) (Version, error) {
	wire, err := callRoot[versionV2](ctx, c, "version", once)
	return Version{Major: string(wire.Major), Minor: string(wire.Minor), Patch: string(wire.Patch)}, err
}

// Health returns the health of the server. A database that is down is not an error: see DBStatus
// (outage_db_healthz.json).
func (c *Client) Health(ctx context.Context) (Health, error) {
	wire, err := callRoot[healthV2](ctx, c, "healthz", false)
	return wire.noun(), err
}

// callRoot gets a resource that both API versions have. On v1 it drops the tenant, as v1 has no tenants.
func callRoot[T any](ctx context.Context, c *Client, name string, once bool) (T, error) {
	version, err := c.APIVersion(ctx)
	if err != nil {
		var none T
		return none, err
	}
	get := gateway.Request{Method: http.MethodGet, Path: "/" + string(version) + "/" + name, Once: once}
	if version == APIv1 {
		v1 := sessionsV1{c: c.InTenant("")}
		value, err := callV1[T](ctx, v1, get)
		return value, v1.confirmPath(ctx, err)
	}
	return call[T](ctx, c, get)
}
