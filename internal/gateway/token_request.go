// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"
)

// maxTokenAnswer is the longest answer of a token server, in bytes; oauth2 has the same limit.
const maxTokenAnswer = 1 << 20

// tokenServer requests tokens from one URL.
type tokenServer struct {
	source string
	url    string
	c      *Client // for its transport, clock, pace, log and secrets
}

// grant makes one token request with the HTTP client that ctx holds for oauth2.
type grant func(ctx context.Context) (*oauth2.Token, error)

// request requests a token, within the request time-out. Its errors: a *TokenError, or context.Cause(ctx).
func (s tokenServer) request(ctx context.Context, ask grant) (bearer, *oauth2.Token, error) {
	if cause := s.c.pace.wait(ctx); cause != nil {
		return bearer{}, nil, cause
	}
	start := s.c.clock.Now()
	attempt, cancel := s.c.clock.WithTimeout(withHandshakes(ctx), s.c.requestTimeout)
	defer cancel()
	transport := &tokenTransport{c: s.c}
	client := &http.Client{Transport: transport, CheckRedirect: noRedirect}

	token, err := ask(context.WithValue(attempt, oauth2.HTTPClient, client))
	got, failure := s.read(ctx, attempt, transport, token, err)
	s.log(ctx, start, transport.status, failure)
	if ctx.Err() != nil && failure != nil {
		return bearer{}, nil, context.Cause(ctx)
	}
	if failure != nil {
		return bearer{}, nil, failure
	}
	if life := lifeOf(token); life > 0 {
		got.ends = start.Add(life)
		got.renewAt = renewalTime(got.ends, life)
	}
	return got, token, nil
}

func (s tokenServer) read(
	ctx, attempt context.Context, transport *tokenTransport, token *oauth2.Token, err error,
) (bearer, *TokenError) {
	failure := &TokenError{
		Source: s.source, URL: withoutQuery(s.url), Status: transport.status, retryAfter: transport.retryAfter,
	}
	var refusal *oauth2.RetrieveError // not kept: it holds the request, and with it the secrets
	var failed *url.Error
	switch {
	case err == nil && tokenFault(token.AccessToken) == "":
		s.c.secrets.add(tokenLabel, token.AccessToken, token.RefreshToken)
		return bearer{value: token.AccessToken}, nil
	case errors.As(err, &refusal):
		failure.Code, failure.Description = s.excerpt(refusal.ErrorCode), s.excerpt(refusal.ErrorDescription)
		if refusal.ErrorCode == "" {
			failure.Description = s.excerpt(answerText(transport.contentType, string(refusal.Body)))
		}
	case errors.As(err, &failed) && !errors.Is(err, ErrTooLong):
		failure.Status = 0 // an incomplete answer is none
		_, failure.Err = s.c.reason(ctx, attempt, failed)
	default: // its text may quote the answer
		failure.Err = errors.New("the answer is not a token")
	}
	return bearer{}, failure
}

// excerpt returns what an error keeps of an answer's text.
func (s tokenServer) excerpt(text string) string {
	return Shorten(OneLine(s.c.secrets.redact(text)), 200)
}

func (s tokenServer) log(ctx context.Context, start time.Time, status int, failure *TokenError) {
	fields := map[string]any{
		"source": s.source, "host": hostOf(s.url), "status": status,
		"duration_ms": s.c.clock.Now().Sub(start).Milliseconds(),
	}
	if failure != nil {
		fields["error"] = failure.Error()
	}
	s.c.log(ctx, "Token request", fields)
}

// lifeOf returns the life of a token, from the time of its request: oauth2 itself reads another clock. 0 = unknown.
func lifeOf(token *oauth2.Token) time.Duration {
	var seconds float64
	switch expires := token.Extra("expires_in").(type) {
	case float64:
		seconds = expires
	case int64:
		seconds = float64(expires)
	case string:
		seconds, _ = strconv.ParseFloat(expires, 64)
	case json.Number:
		seconds, _ = expires.Float64()
	}
	const longest = 100 * 365 * 24 * 60 * 60 // a Duration holds no more than 292 years
	return time.Duration(min(max(0, seconds), longest) * float64(time.Second))
}

// tokenTransport is the transport of one token request. It records what oauth2 does not report.
type tokenTransport struct {
	c           *Client
	status      int
	contentType string
	retryAfter  time.Duration
}

// RoundTrip reads the whole answer, so that an incomplete one is a failure of the transport.
func (x *tokenTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", x.c.userAgent)
	r.Header.Set("Accept", "application/json")
	resp, err := x.c.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	x.status = resp.StatusCode
	x.contentType = resp.Header.Get("Content-Type")
	x.retryAfter = retryAfter(resp.Header.Get("Retry-After"), x.c.clock.Now())
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxTokenAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxTokenAnswer {
		return nil, tooLong(maxTokenAnswer)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func answerText(contentType, body string) string {
	if isHTML(contentType, body) {
		return htmlText(body)
	}
	return body
}

// withoutQuery returns a URL without user, query and fragment, to show.
func withoutQuery(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: parsed.Scheme, Host: parsed.Host, Path: parsed.Path}).String()
}

func hostOf(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return parsed.Host
}
