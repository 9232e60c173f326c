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

// APIVersion is a version of the BOS API. CSM 1.2 has v1, CSM 1.3 to 1.5 have both, later releases have v2.
type APIVersion string

// The values of APIVersion. APIAuto selects v2 where BOS has it, otherwise v1.
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
		reason := fmt.Sprintf("%q is none of v2, v1 and auto", gateway.Shorten(string(v), 64))
		return &gateway.InputError{Field: "api_version", Reason: reason}
	}
}

// APIVersion returns the API version in use, APIv1 or APIv2. With [APIAuto], the first call detects it with one or two
// GETs, which concurrent callers share. A detected version is kept; a failure is not. The error is a *VersionError.
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
	if err != nil && !errors.As(err, &undecided) { // ctx ended while waiting for another caller's detection
		return "", &VersionError{Err: err}
	}
	return found, err
}

// SpeaksV1 reports whether the client uses v1 of the API. It makes no request: known is false until [APIAuto] has been
// resolved.
func (c *Client) SpeaksV1() (v1, known bool) {
	version := c.api.known()
	return version == APIv1, version != APIAuto
}

// detectVersion tries v2 first. A 403, 404 or 503 of a gateway says nothing about BOS: the version is v1 only if BOS
// itself has no v2 path (as in 006_not_found.json of v1) and does have the v1 path.
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

// onlyV2 returns an error if the client uses v1 of the API, which does not support the feature: a *gateway.InputError
// for field that matches errors.ErrUnsupported.
func (c *Client) onlyV2(ctx context.Context, field, reason string) error {
	version, err := c.APIVersion(ctx)
	if err == nil && version == APIv1 {
		return unsupportedV1(field, reason)
	}
	return err
}

// apiVersion holds the API version in use. All copies of a client share it.
type apiVersion struct {
	configured APIVersion
	lookups    gateway.SingleFlight[APIVersion]

	mu    sync.Mutex
	found APIVersion // "" until detected
}

// known returns the version in use, or APIAuto if it has not been detected.
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

// VersionError reports that the API version of BOS could not be detected. It matches what Err matches, except
// gateway.ErrNotFound and gateway.ErrAmbiguous: no request concerned a session.
type VersionError struct{ Err error }

func (e *VersionError) Error() string {
	return "the version of BOS's API is not known: " + e.Err.Error()
}

// Is reports whether Err matches target. It hides what a caller would read as a statement about a session.
func (e *VersionError) Is(target error) bool {
	return target != gateway.ErrNotFound && target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds the first error in Err that matches target.
func (e *VersionError) As(target any) bool { return errors.As(e.Err, target) }

// NoV1Error reports that the system has no v1 API, or no longer has one: since CSM 1.6 (BOS 2.30) BOS answers every v1
// path with 404 (v1_404.json of v2), which says nothing about a single session. It matches errors.ErrUnsupported.
// Retrying is pointless.
type NoV1Error struct{ Err error } // the answer of BOS; not matched by Is or As

func (e *NoV1Error) Error() string {
	return "this system has no v1 of the BOS API (CSM 1.6 and later have v2 only), " +
		"and the sessions of v1 are gone with it: set api_version to v2: " + e.Err.Error()
}

// Is reports whether target is errors.ErrUnsupported.
func (e *NoV1Error) Is(target error) bool { return target == errors.ErrUnsupported }

// NodesUnknownError reports that the extended status of a v1 session is not available: BOS v1 records it per boot set
// of the session's template, and the template is gone or has no boot sets. It matches gateway.ErrNotFound.
type NodesUnknownError struct{ Name, Template string }

func (e *NodesUnknownError) Error() string {
	return "what became of the nodes of session " + e.Name + " is not known: " +
		"BOS v1 reports it by the boot sets of session template " + e.Template +
		", which is not there any more or has none"
}

// Is reports whether target is gateway.ErrNotFound.
func (e *NodesUnknownError) Is(target error) bool { return target == gateway.ErrNotFound }
