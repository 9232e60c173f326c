// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// APIVersion is a version of the API of BOS. CSM 1.2 has v1, CSM 1.3 to 1.5 have both, later releases have v2.
type APIVersion string

// The versions of the API. APIAuto is v2 where BOS has it, else v1.
const (
	APIv1   APIVersion = "v1"
	APIv2   APIVersion = "v2"
	APIAuto APIVersion = "auto"
)

func (v APIVersion) check() error {
	switch v {
	case APIv1, APIv2, APIAuto:
		return nil
	default:
		return &gateway.InputError{Field: "api_version", Reason: fmt.Sprintf("%q is none of v2, v1 and auto", gateway.Shorten(string(v), 64))}
	}
}

// APIVersion returns the version of the API in use, v1 or v2. With APIAuto, the first use detects it by one or two GETs
// that concurrent callers share; an answer is kept, a failure is not. Its error is a *VersionError.
func (c *Client) APIVersion(ctx context.Context) (APIVersion, error) {
	found, err := c.api.lookups.Do(ctx,
		func() (APIVersion, bool) { known := c.api.known(); return known, known != APIAuto },
		func(ctx context.Context) (APIVersion, error) {
			found, err := c.detectVersion(ctx)
			c.api.set(found)
			return found, err
		},
		nil,
	)
	var undecided *VersionError
	if err != nil && !errors.As(err, &undecided) { // ctx ended while another caller's detection was waited for
		return "", &VersionError{Err: err}
	}
	return found, err
}

// SpeaksV1 reports, without a request, whether v1 of the API is in use. known is false where that has yet to be
// detected.
func (c *Client) SpeaksV1() (v1, known bool) {
	version := c.api.known()
	return version == APIv1, version != APIAuto
}

// detectVersion tries v2 first. A gateway's 403, 404 or 503 says nothing about BOS: v1 is in use only where BOS itself
// has no path of v2 (as in 006_not_found.json of v1) and does have that of v1.
func (c *Client) detectVersion(ctx context.Context) (APIVersion, error) {
	_, err := call[versionV2](ctx, c, gateway.Request{Method: http.MethodGet, Path: apiPath + "/version"})
	var failure *gateway.Error
	switch {
	case err == nil:
		return APIv2, nil
	case !errors.As(err, &failure) || !noSuchPath(failure):
		return "", &VersionError{Err: err}
	}
	if err := (sessionsV1{c: c.InTenant("")}).checkExists(ctx, false); err != nil {
		return "", &VersionError{Err: fmt.Errorf("BOS has no v2 of the API; looking for v1: %w", err)}
	}
	return APIv1, nil
}

// onlyV2 returns a *gateway.InputError that matches errors.ErrUnsupported where v1 of the API is in use, which cannot
// do it.
func (c *Client) onlyV2(ctx context.Context, field, reason string) error {
	version, err := c.APIVersion(ctx)
	if err == nil && version == APIv1 {
		return unsupportedV1(field, reason)
	}
	return err
}

// apiVersion is the version of the API in use. The copies of a client share it.
type apiVersion struct {
	configured APIVersion
	lookups    gateway.SingleFlight[APIVersion]

	mu    sync.Mutex
	found APIVersion // "" = unknown
}

// known returns the version in use, or APIAuto while it is not known.
func (a *apiVersion) known() APIVersion {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.configured == APIAuto && a.found != "" {
		return a.found
	}
	return a.configured
}

func (a *apiVersion) set(found APIVersion) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.found = found
}

// VersionError is that it cannot be told which version of the API BOS speaks. It matches what Err does, but neither
// gateway.ErrNotFound nor gateway.ErrAmbiguous: nothing was asked of any session.
type VersionError struct{ Err error }

func (e *VersionError) Error() string {
	return "which version of its API BOS speaks cannot be told: " + e.Err.Error()
}

// Is hides what would be said of a session.
func (e *VersionError) Is(target error) bool {
	return target != gateway.ErrNotFound && target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *VersionError) As(target any) bool { return errors.As(e.Err, target) }

// NoV1Error is a system that has no v1 of the API, or has it no longer: since CSM 1.6 (BOS 2.30) every path of v1 is
// answered with 404 (v1_404.json of v2), which says nothing about any one session. It matches errors.ErrUnsupported,
// and is not worth another try.
type NoV1Error struct{ Err error } // what BOS answered; not matched

func (e *NoV1Error) Error() string {
	return "this system has no v1 of the BOS API (CSM 1.6 and later have v2 only), and the sessions of v1 are gone with it: set api_version to v2: " + e.Err.Error()
}

// Is matches errors.ErrUnsupported.
func (e *NoV1Error) Is(target error) bool { return target == errors.ErrUnsupported }

// NodesUnknownError is a session of v1 whose extended status cannot be had: BOS tells it by the boot sets of the session's
// template, and the template is gone, or names none. It matches gateway.ErrNotFound.
type NodesUnknownError struct{ Name, Template string }

func (e *NodesUnknownError) Error() string {
	return "what became of the nodes of session " + e.Name + " cannot be told: BOS v1 tells it by the boot sets of session template " + e.Template + ", which is not there any more or has none"
}

// Is matches gateway.ErrNotFound.
func (e *NodesUnknownError) Is(target error) bool { return target == gateway.ErrNotFound }
