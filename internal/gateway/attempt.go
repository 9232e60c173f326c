// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"errors"
	"io"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	tenantHeader = "Cray-Tenant-Name"
	idHeader     = "X-Request-Id"
)

// attempt makes one attempt, decodes its answer, and logs it.
func attempt[T any](ctx context.Context, x *exchange) (T, *Error) {
	var value, none T
	token, failure := x.admit(ctx)
	if failure != nil {
		return none, failure
	}
	if x.c.detached {
		ctx = context.WithoutCancel(ctx)
	}
	start := x.c.clock.Now()
	if x.r.SentAt != nil {
		*x.r.SentAt = start
	}
	answer, failure := x.c.send(ctx, x.r, x.id, token.value, x.bound(&value))
	if failure == nil {
		failure = decode(x.r, x.c.tenant, answer, &value)
	}
	fields := map[string]any{
		"method": x.r.Method, "path": x.r.target(), "status": answer.status, "attempt": x.attempts,
		"duration_ms": x.c.clock.Now().Sub(start).Milliseconds(), "request_id": x.id,
	}
	if failure != nil {
		failure.TokenEnds = refusedTokenEnds(failure, token.value)
		failure.TokenOdd = failure.Refused() && token.value != "" && !isWebToken(token.value)
		failure.Err = x.c.secrets.error(failure.Err)
		fields["error"] = failure.Error()
		value = none
	}
	x.c.log(ctx, x.c.service.Name+" request", fields)
	return value, failure
}

// answer is the result of an attempt.
type answer struct {
	status  int
	body    []byte
	failure *Error // the error to return if the body cannot be decoded
}

// send makes one attempt within the request time-out. Everything but a complete answer of 2xx is a failure.
func (c *Client) send(ctx context.Context, r Request, id, token string, bound bound) (answer, *Error) {
	attempt, cancel := c.clock.WithTimeout(withHandshakes(ctx), c.requestTimeout)
	defer cancel()
	failure := &Error{Method: r.Method, Path: r.target(), RequestID: id, hadToken: token != "", plain: c.plain}
	progress := &progress{clock: c.clock}
	resp, err := c.prepare(r, id, token).SetContext(progress.traced(attempt)).Execute(r.Method, r.Path)
	failure.sent, failure.sentBy = progress.sent()
	if err != nil {
		failure.interrupted, failure.Err = c.reason(ctx, attempt, err)
		failure.sent = failure.sent && !clientRefused(failure.Err)
		return answer{}, failure
	}
	return c.read(ctx, attempt, r, resp, failure, bound)
}

// read reads the answer of an attempt. failure is what is known of the attempt so far.
func (c *Client) read(
	ctx, attempt context.Context, r Request, resp *resty.Response, failure *Error, bound bound,
) (answer, *Error) {
	defer func() { _ = resp.RawBody().Close() }()
	limit := bound.bytes
	if resp.StatusCode()/100 != 2 {
		limit = min(limit, maxErrorAnswer)
	}
	body, err := io.ReadAll(io.LimitReader(resp.RawBody(), limit+1))
	if attempt.Err() != nil && ctx.Err() == nil { // the answer may have arrived at that very moment
		_, failure.Err = c.reason(ctx, attempt, nil)
		return answer{}, failure
	}
	c.describe(failure, r, resp.RawResponse, body)
	got := answer{status: failure.Status, body: body, failure: failure}
	switch {
	case failure.Status/100 != 2: // the status says enough, even if the body is incomplete
		return got, failure
	case err != nil:
		failure.interrupted, failure.Err = c.reason(ctx, attempt, err)
		failure.truncated = !failure.interrupted
		return got, failure
	case int64(len(body)) > limit && !bound.cut:
		failure.Err = tooLong(limit)
		return got, failure
	default:
		return got, nil
	}
}

func (c *Client) prepare(r Request, id, token string) *resty.Request {
	prepared := c.rest.R().
		SetPathParams(r.Elements).
		SetQueryParamsFromValues(r.parameters()).
		SetHeader(idHeader, id)
	if token != "" {
		prepared.SetAuthToken(token)
	}
	if c.tenant != "" {
		prepared.SetHeader(tenantHeader, c.tenant)
	}
	if r.Body != nil {
		prepared.SetHeader("Content-Type", "application/json").SetBody(r.Body)
	}
	return prepared
}

// reason returns why an attempt got no answer: the caller's context ended, the attempt timed out, or the transport
// failed.
func (c *Client) reason(ctx, attempt context.Context, err error) (interrupted bool, reason error) {
	if ctx.Err() != nil {
		return true, context.Cause(ctx)
	}
	if attempt.Err() != nil {
		return false, attemptTimeout(c.requestTimeout)
	}
	var failed *url.Error // it repeats method and URL
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return false, c.secrets.error(explained(attempt, err))
}

// attemptTimeout reports that an attempt took longer than the request time-out. It does not match
// context.DeadlineExceeded, which is the end of the caller's time.
type attemptTimeout time.Duration

func (e attemptTimeout) Error() string { return "no whole answer within " + time.Duration(e).String() }

// Timeout makes it a time-out as net.Error has it.
func (attemptTimeout) Timeout() bool { return true }

// progress records how far a request gets on its way to the server.
type progress struct {
	clock     Clock
	connected atomic.Bool // without a connection nothing can have been carried out
	written   atomic.Pointer[time.Time]
}

func (p *progress) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { p.connected.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) {
			now := p.clock.Now()
			p.written.Store(&now)
		},
	})
}

// sent reports, once the attempt is over, whether any of the request may have reached the server, and the time by which
// everything that was sent had been sent. The beginning of the attempt would not do: making the connection may take
// most of the attempt's time.
func (p *progress) sent() (some bool, by time.Time) {
	if written := p.written.Load(); written != nil {
		return true, *written
	}
	return p.connected.Load(), p.clock.Now()
}
