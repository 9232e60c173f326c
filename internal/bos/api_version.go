// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// APIVersion is a version of the API of BOS: CSM 1.2 has v1, CSM 1.3 to 1.5 have both, later ones v2.
type APIVersion string

// The versions of the API. APIAuto is v2 where BOS has it, and v1 where it has only that.
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
		return &InputError{Field: "api_version", Reason: fmt.Sprintf("%q is none of v2, v1 and auto", shorten(string(v), 64))}
	}
}

// APIVersion is the version that is spoken, v1 or v2. Where it is to be found out, BOS is
// asked at first use; only its answer is kept, a failure is not. A *VersionError: it cannot be told.
func (c *Client) APIVersion(ctx context.Context) (APIVersion, error) {
	if c.api.configured != APIAuto {
		return c.api.configured, nil
	}
	return c.api.once(ctx, c.askVersion)
}

// SpeaksV1 tells, without a request, whether v1 of the API is spoken, if that is known: it is not
// where it has yet to be found out.
func (c *Client) SpeaksV1() (v1, known bool) {
	version := c.api.known()
	return version == APIv1, version != APIAuto
}

// askVersion asks for v2 first. A gateway's 403, 404 or 503 says nothing about BOS: v1 is spoken
// only where BOS itself has no such path (as in 006_not_found.json of v1) and does have v1's.
func (c *Client) askVersion(ctx context.Context) (APIVersion, error) {
	_, err := call[versionV2](ctx, c, request{method: http.MethodGet, path: apiPath + "/version"})
	var failure *Error
	switch {
	case err == nil:
		return APIv2, nil
	case !errors.As(err, &failure) || !failure.unrouted():
		return "", &VersionError{Err: err}
	}
	if err := (sessionsV1{c: c.InTenant("")}).there(ctx, false); err != nil {
		return "", &VersionError{Err: fmt.Errorf("BOS has no v2 of the API; looking for v1: %w", err)}
	}
	return APIv1, nil
}

// onlyV2 is an *InputError where v1 is spoken, which cannot do it; it matches errors.ErrUnsupported.
func (c *Client) onlyV2(ctx context.Context, field, reason string) error {
	version, err := c.APIVersion(ctx)
	if err == nil && version == APIv1 {
		return unsupportedV1(field, reason)
	}
	return err
}

// spokenAPI is which version is spoken. The copies of a client share it.
type spokenAPI struct {
	configured APIVersion

	mu     sync.Mutex
	found  APIVersion
	asking *question
}

// question is one that is being asked, and then its answer.
type question struct {
	done      chan struct{}
	version   APIVersion
	err       error
	abandoned bool // who asked was interrupted
}

// known is the version that is spoken, or APIAuto while that is not known.
func (s *spokenAPI) known() APIVersion {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.configured == APIAuto && s.found != "" {
		return s.found
	}
	return s.configured
}

// once has the first of several callers ask; the others take its answer, or its failure unless it
// was an interrupt of its own.
func (s *spokenAPI) once(ctx context.Context, ask func(context.Context) (APIVersion, error)) (APIVersion, error) {
	for {
		s.mu.Lock()
		found, asked := s.found, s.asking
		if found == "" && asked == nil {
			s.asking = &question{done: make(chan struct{})}
		}
		mine := s.asking
		s.mu.Unlock()
		switch {
		case found != "":
			return found, nil
		case asked == nil:
			return s.answer(ctx, mine, ask)
		}
		select {
		case <-asked.done:
			if !asked.abandoned {
				return asked.version, asked.err
			}
		case <-ctx.Done():
			return "", &VersionError{Err: context.Cause(ctx)}
		}
	}
}

func (s *spokenAPI) answer(ctx context.Context, q *question, ask func(context.Context) (APIVersion, error)) (APIVersion, error) {
	q.version, q.err = ask(ctx)
	q.abandoned = q.err != nil && ctx.Err() != nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found, s.asking = q.version, nil
	close(q.done)
	return q.version, q.err
}
