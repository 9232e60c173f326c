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
	// commitWindow: BOS's own server ends a request after 30 s. By then a POST has been carried out, or never will be.
	commitWindow = 35 * time.Second
	// lookUpTimeout bounds the look-up after a POST whose result is not known.
	lookUpTimeout = 5 * time.Minute
)

// call makes a request to v2 of the API. A 404 in BOS's words is an absence.
func call[T any](ctx context.Context, c *Client, r gateway.Request) (T, error) {
	r.NotFound = notFoundV2
	return gateway.Call[T](ctx, c.gateway, r)
}

// notFoundV2 interprets a 404 of v2. BOS says in a problem document or a JSON string what it does not have. A BOS
// without v2 of the API, that of CSM 1.2, has no such path.
func notFoundV2(failure *gateway.Error) gateway.NotFound {
	if noSuchPath(failure) {
		return gateway.NotFoundNoPath
	}
	return gateway.OwnNotFound(failure)
}

// noSuchPath reports whether the server that BOS is built on has no such path (006_not_found.json, v1_404.json of v2).
func noSuchPath(failure *gateway.Error) bool {
	return failure.Status == http.StatusNotFound && strings.Contains(failure.ContentType, "json") &&
		failure.Title == http.StatusText(http.StatusNotFound)
}
