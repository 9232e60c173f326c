// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"
)

// maxTokenAnswer is how long a token server's answer may be, in bytes; oauth2 takes no more either.
const maxTokenAnswer = 1 << 20

// tokenServer is where tokens are asked for.
type tokenServer struct {
	source string
	url    string
	c      *Client // for its transport, clock, pace, log and secrets
}

// grant makes one request with the client and the context that it finds in ctx.
type grant func(ctx context.Context) (*oauth2.Token, error)

// request asks for a token, within the request time-out. Its errors: a *TokenError, or context.Cause(ctx).
func (s tokenServer) request(ctx context.Context, ask grant) (bearer, *oauth2.Token, error) {
	if cause := s.c.pace.wait(ctx); cause != nil {
		return bearer{}, nil, cause
	}
	start := s.c.clock.Now()
	attempt, cancel := s.c.clock.WithTimeout(withHandshakes(ctx), s.c.requestTimeout)
	defer cancel()
	x := &exchange{c: s.c}
	client := &http.Client{Transport: x, CheckRedirect: noRedirect}

	token, err := ask(context.WithValue(attempt, oauth2.HTTPClient, client))
	got, failure := s.read(ctx, attempt, x, token, err)
	s.tell(ctx, start, x.status, failure)
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

func (s tokenServer) read(ctx, attempt context.Context, x *exchange, token *oauth2.Token, err error) (bearer, *TokenError) {
	failure := &TokenError{Source: s.source, URL: withoutQuery(s.url), Status: x.status, retryAfter: x.retryAfter}
	var refusal *oauth2.RetrieveError // holds the request, and with it the secrets: not kept
	var failed *url.Error
	switch {
	case err == nil && tokenFault(token.AccessToken) == "":
		s.c.secrets.add(tokenLabel, token.AccessToken, token.RefreshToken)
		return bearer{value: token.AccessToken}, nil
	case errors.As(err, &refusal):
		failure.Code, failure.Description = s.shown(refusal.ErrorCode), s.shown(refusal.ErrorDescription)
		if refusal.ErrorCode == "" {
			failure.Description = s.shown(answerText(x.contentType, string(refusal.Body)))
		}
	case errors.As(err, &failed) && !errors.Is(err, errTooLong):
		failure.Status = 0 // an answer that broke off is none
		_, failure.Err = s.c.reason(ctx, attempt, failed)
	default: // its text may quote the answer
		failure.Err = errors.New("the answer is not a token")
	}
	return bearer{}, failure
}

// shown is as much of an answer as leaves room for the rest of the error.
func (s tokenServer) shown(text string) string {
	return shorten(oneLine(s.c.secrets.redact(text)), 200)
}

func (s tokenServer) tell(ctx context.Context, start time.Time, status int, failure *TokenError) {
	fields := map[string]any{
		"source": s.source, "host": hostOf(s.url), "status": status,
		"duration_ms": s.c.clock.Now().Sub(start).Milliseconds(),
	}
	if failure != nil {
		fields["error"] = failure.Error()
	}
	s.c.log(ctx, "Token request", fields)
}

// lifeOf counts from the request: oauth2 itself reads another clock. 0 = not known.
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

var errTooLong = fmt.Errorf("the answer is longer than %d bytes", maxTokenAnswer)

// exchange is the transport of one token request, which notes what oauth2 does not tell.
type exchange struct {
	c           *Client
	status      int
	contentType string
	retryAfter  time.Duration
}

// RoundTrip reads the whole answer: an answer that breaks off is a failure of the transport.
func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
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
		return nil, errTooLong
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

// withoutQuery is a URL to show.
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
