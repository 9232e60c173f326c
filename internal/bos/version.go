// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
)

// Version is that of the server. Do not compare by number across 2.10 and 2.11: they diverged.
type Version struct{ Major, Minor, Patch string }

// String is the usual form, such as 2.50.0.
func (v Version) String() string { return v.Major + "." + v.Minor + "." + v.Patch }

// Version asks the server for its version.
func (c *Client) Version(ctx context.Context) (Version, error) {
	wire, err := call[versionV2](ctx, c, request{method: http.MethodGet, path: apiPath + "/version"})
	return Version{Major: string(wire.Major), Minor: string(wire.Minor), Patch: string(wire.Patch)}, err
}

type versionV2 struct {
	Major word `json:"major"`
	Minor word `json:"minor"`
	Patch word `json:"patch"`
}

func (w *versionV2) check() error {
	if w.Major == "" {
		return errors.New("the answer is not a version")
	}
	return nil
}

// Health is what the server says of itself; "ok" is good.
type Health struct{ DBStatus, APIStatus string }

// Health asks the server how it is. A database that is down is no error: see DBStatus
// (outage_db_healthz.json).
func (c *Client) Health(ctx context.Context) (Health, error) {
	wire, err := call[healthV2](ctx, c, request{method: http.MethodGet, path: apiPath + "/healthz"})
	return Health{DBStatus: wire.DBStatus, APIStatus: wire.APIStatus}, err
}

type healthV2 struct {
	DBStatus  string `json:"dbStatus"`
	APIStatus string `json:"apiStatus"`
}

func (w *healthV2) check() error {
	if w.DBStatus == "" && w.APIStatus == "" {
		return errors.New("the answer is not a state of health")
	}
	return nil
}
