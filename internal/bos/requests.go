// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// apiPath is the path of v2 of the API below the endpoint.
const apiPath = "/v2"

const (
	// commitWindow is the time after which a POST has been carried out or never will be: BOS's own server ends a
	// request after 30 s.
	commitWindow = 35 * time.Second
	// lookUpTimeout bounds the look-up after a POST whose result is not known.
	lookUpTimeout = 5 * time.Minute
)

// call makes a v2 request. A 404 in the words of BOS is an absence.
func call[T any](ctx context.Context, c *Client, r gateway.Request) (T, error) {
	r.NotFound = notFoundV2
	return gateway.Call[T](ctx, c.gateway, r)
}

// notFoundV2 interprets a 404 of v2. BOS names what it does not have in a problem document or a JSON string. A BOS
// without v2 (CSM 1.2) has no such path.
func notFoundV2(failure *gateway.Error) gateway.NotFound {
	if noSuchPath(failure) {
		return gateway.NotFoundNoPath
	}
	return gateway.OwnNotFound(failure)
}

// noSuchPath reports whether the 404 comes from the web framework of BOS, which has no such path (006_not_found.json,
// v1_404.json of v2).
func noSuchPath(failure *gateway.Error) bool {
	return failure.Status == http.StatusNotFound && strings.Contains(failure.ContentType, "json") &&
		failure.Title == http.StatusText(http.StatusNotFound)
}
