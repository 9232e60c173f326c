// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/go-uuid"
)

const (
	apiPath      = "/v2"
	tenantHeader = "Cray-Tenant-Name"
	idHeader     = "X-Request-Id"
)

// request is one logical request, whatever number of attempts it takes.
type request struct {
	method   string
	path     string            // its {elements} stand for those below
	elements map[string]string // raw: resty escapes them
	query    map[string]string // "" = not sent
	body     any               // sent as JSON; nil = none
	once     bool              // never repeated; a POST never is anyway
}

// check makes it impossible that an element changes which resource is addressed:
// without its name a session's path is that of the collection, where
// DELETE removes every session (bulk_delete_nofilter_list_after.json).
func (r request) check() error {
	for name, element := range r.elements {
		if element == "" || element == "." || element == ".." {
			return &InputError{Field: name, Reason: fmt.Sprintf("%q cannot stand in a URL", element)}
		}
	}
	return nil
}

// shown is the path and query as they go over the wire, for people.
func (r request) shown() string {
	path := r.path
	for name, element := range r.elements {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(element))
	}
	query := url.Values{}
	for key, value := range r.filters() {
		query.Set(key, value)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func (r request) filters() map[string]string {
	filters := map[string]string{}
	for key, value := range r.query {
		if value != "" {
			filters[key] = value
		}
	}
	return filters
}

// call makes the request and reads its answer into a T. It repeats a GET or DELETE that
// could not be served (ErrUnavailable); a repeated DELETE that finds nothing has
// been carried out, by an earlier attempt or by somebody else. A POST is made once.
//
// Its errors: an *Error, an *InputError of a request that was not made, and where
// the context ended, one that matches context.Cause(ctx).
func call[T any](ctx context.Context, c *Client, r request) (T, error) {
	var none T
	if err := errors.Join(r.check(), checkTenant(c.tenant)); err != nil {
		return none, err
	}
	id, err := uuid.GenerateUUID()
	if err != nil {
		return none, fmt.Errorf("making a request's id: %w", err)
	}
	for attempt := 1; ; attempt++ {
		answer, failure := try[T](ctx, c, r, id, attempt)
		switch {
		case failure == nil:
			return answer, nil
		case attempt > 1 && r.method == http.MethodDelete && failure.Status == http.StatusNotFound:
			return none, nil
		case attempt > c.repeats(r) || !failure.unavailable():
			return none, failure
		}
		if cause := c.clock.Sleep(ctx, c.pause(attempt, failure)); cause != nil {
			return none, fmt.Errorf("%w, before this could be tried again: %w", cause, failure)
		}
	}
}

// repeats is how often the request may be made again.
func (c *Client) repeats(r request) int {
	if r.once || (r.method != http.MethodGet && r.method != http.MethodDelete) {
		return 0
	}
	return c.maxRetries
}

// try makes one attempt, and tells the log.
func try[T any](ctx context.Context, c *Client, r request, id string, attempt int) (T, *Error) {
	var value, none T
	start := c.clock.Now()
	answer, failure := c.send(ctx, r, id)
	if failure == nil {
		failure = decode(answer, &value)
	}
	fields := map[string]any{
		"method": r.method, "path": r.shown(), "status": answer.status, "attempt": attempt,
		"duration_ms": c.clock.Now().Sub(start).Milliseconds(), "request_id": id,
	}
	if failure != nil {
		fields["error"] = failure.Error()
		value = none
	}
	c.log(ctx, "BOS request", fields)
	return value, failure
}

// answer is a whole answer of 2xx.
type answer struct {
	status  int
	body    []byte
	failure *Error // what it is if it cannot be read
}

// send makes one attempt within the request time-out. Whatever is not a whole answer of 2xx is a failure.
func (c *Client) send(ctx context.Context, r request, id string) (answer, *Error) {
	failure := &Error{Method: r.method, Path: r.shown(), RequestID: id}
	if ctx.Err() != nil {
		failure.Err, failure.interrupted = context.Cause(ctx), true
		return answer{}, failure
	}
	attempt, cancel := c.clock.WithTimeout(ctx, c.requestTimeout)
	defer cancel()
	var sent atomic.Bool
	traced := httptrace.WithClientTrace(attempt, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { sent.Store(true) },
	})

	resp, err := c.prepare(r, id).SetContext(traced).Execute(r.method, r.path)
	failure.sent = sent.Load()
	if err != nil {
		failure.Err, failure.interrupted = c.reason(ctx, attempt, err)
		return answer{}, failure
	}
	defer func() { _ = resp.RawBody().Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.RawBody(), c.maxAnswer+1))
	c.describe(failure, resp.RawResponse, body)
	switch got := (answer{status: failure.Status, body: body, failure: failure}); {
	case failure.Status/100 != 2: // the status tells, whatever came of its body
		return got, failure
	case err != nil:
		failure.Err, failure.interrupted = c.reason(ctx, attempt, err)
		failure.truncated = !failure.interrupted
		return got, failure
	case int64(len(body)) > c.maxAnswer:
		failure.Err = fmt.Errorf("the answer is longer than %d MiB", c.maxAnswer>>20)
		return got, failure
	default:
		return got, nil
	}
}

func (c *Client) prepare(r request, id string) *resty.Request {
	prepared := c.rest.R().
		SetPathParams(r.elements).
		SetQueryParams(r.filters()).
		SetHeader(idHeader, id)
	if c.tenant != "" {
		prepared.SetHeader(tenantHeader, c.tenant)
	}
	if r.body != nil {
		prepared.SetHeader("Content-Type", "application/json").SetBody(r.body)
	}
	return prepared
}

// reason is why an attempt came to no answer: the caller's context ended, the attempt
// took too long, or the transport failed.
func (c *Client) reason(ctx, attempt context.Context, err error) (reason error, interrupted bool) {
	if ctx.Err() != nil {
		return context.Cause(ctx), true
	}
	if attempt.Err() != nil {
		return noAnswer(c.requestTimeout), false
	}
	var failed *url.Error // it repeats method and URL
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return c.withoutToken(err), false
}

// noAnswer is the end of an attempt's time. It does not match context.DeadlineExceeded,
// which is the end of the caller's.
type noAnswer time.Duration

func (e noAnswer) Error() string { return "no whole answer within " + time.Duration(e).String() }

// Timeout makes it a net.Error's kind of time-out.
func (noAnswer) Timeout() bool { return true }

// withoutToken: a transport error may quote what the server sent.
func (c *Client) withoutToken(err error) error {
	if text := err.Error(); c.redact(text) != text {
		return errors.New(c.redact(text))
	}
	return err
}

// redact takes the token out of a text that a server made. Shorter ones are no secrets and would leave holes.
func (c *Client) redact(text string) string {
	if len(c.token) < 4 {
		return text
	}
	return strings.ReplaceAll(text, c.token, "[token]")
}
