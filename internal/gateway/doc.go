// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package gateway makes HTTP requests to the services behind the API gateway of an HPE Cray EX system.
//
// It holds everything that the clients of these services have in common: the endpoint and its checks, bearer tokens and
// their renewal, the Cray CLI's login, TLS, proxies, the request rate, retries, time-outs, size limits, errors and the
// removal of secrets from them. It knows the objects of no service: a client such as package bos describes a request
// with a [Request], says in it what a 404 means, and reads the answer with [Call].
//
// A [Client] is made by [New] and is safe for concurrent use. [Call] makes one logical request: it waits for admission
// (a token, and the request's turn under Config.MaxRequestsPerSecond), makes an attempt, retries what may be retried,
// and decodes the answer. A POST is never repeated once it may have reached the service.
//
// The error of every failed request is, or wraps, an [*Error]; that of an input that was refused without a request is
// an [*InputError]. errors.Is matches the kinds ErrNotFound, ErrConflict, ErrUnauthorized, ErrUnavailable and
// ErrAmbiguous; [TroubleOf] names the cause that a user can act on.
package gateway
