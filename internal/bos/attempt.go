// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// answer is what came of an attempt.
type answer struct {
	status  int
	body    []byte
	failure *Error // what it is if the body is not what belongs there
}

// send makes one attempt within the request time-out. Whatever is not a whole answer
// of 2xx is a failure.
func (c *Client) send(ctx context.Context, r request, id, token string) (answer, *Error) {
	attempt, cancel := c.clock.WithTimeout(withHandshakes(ctx), c.requestTimeout)
	defer cancel()
	failure := &Error{Method: r.method, Path: r.shown(), RequestID: id, hadToken: token != "", plain: c.plain, v1: r.v1}
	sent := &sending{clock: c.clock}
	resp, err := c.prepare(r, id, token).SetContext(sent.traced(attempt)).Execute(r.method, r.path)
	failure.sent, failure.sentBy = sent.at()
	if err != nil {
		failure.interrupted, failure.Err = c.reason(ctx, attempt, err)
		failure.sent = failure.sent && !clientRefused(failure.Err)
		return answer{}, failure
	}
	defer func() { _ = resp.RawBody().Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.RawBody(), c.most(r)+1))
	if attempt.Err() != nil && ctx.Err() == nil { // it may have come at that very moment
		_, failure.Err = c.reason(ctx, attempt, nil)
		return answer{}, failure
	}
	c.describe(failure, resp.RawResponse, body)
	got := answer{status: failure.Status, body: body, failure: failure}
	switch {
	case failure.Status/100 != 2: // it tells enough, whatever came of the body
		return got, failure
	case err != nil:
		failure.interrupted, failure.Err = c.reason(ctx, attempt, err)
		failure.truncated = !failure.interrupted
		return got, failure
	case int64(len(body)) > c.maxAnswer && !r.brief:
		failure.Err = fmt.Errorf("the answer is longer than %d bytes", c.maxAnswer)
		return got, failure
	default:
		return got, nil
	}
}

// most is how much of the answer is read.
func (c *Client) most(r request) int64 {
	if r.brief {
		return beginningBytes
	}
	return c.maxAnswer
}

func (c *Client) prepare(r request, id, token string) *resty.Request {
	prepared := c.rest.R().
		SetPathParams(r.elements).
		SetQueryParams(r.filters()).
		SetHeader(idHeader, id)
	if token != "" {
		prepared.SetAuthToken(token)
	}
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
func (c *Client) reason(ctx, attempt context.Context, err error) (interrupted bool, reason error) {
	if ctx.Err() != nil {
		return true, context.Cause(ctx)
	}
	if attempt.Err() != nil {
		return false, noAnswer(c.requestTimeout)
	}
	var failed *url.Error // it repeats method and URL
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return false, c.secrets.error(explained(attempt, err))
}

// noAnswer is the end of an attempt's time. It does not match context.DeadlineExceeded,
// which is the end of the caller's.
type noAnswer time.Duration

func (e noAnswer) Error() string { return "no whole answer within " + time.Duration(e).String() }

// Timeout makes it a net.Error's kind of time-out.
func (noAnswer) Timeout() bool { return true }
