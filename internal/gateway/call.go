// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/go-uuid"
	"golang.org/x/time/rate"
)

// Call makes the request and decodes its answer into a T, which may implement [Checker] and [Subject].
//
// A GET, PUT, DELETE or PATCH that failed with ErrUnavailable is retried, up to Config.MaxRetries times, with backoff:
// a PUT sends the same whole, and what is patched may be patched twice. Errors that are Lasting are not retried, nor is
// anything with Request.Once, nor with Request.Cautious once an attempt may have been carried out. A retried DELETE
// that finds nothing was carried out by an earlier attempt or by somebody else, and succeeds. A POST is retried only
// where no connection was made, so that the service cannot have seen it, or no token could be had. A request that was
// refused with 401 or 403 was not carried out: whatever its method, it is made once more, at once, if there is another
// token.
//
// Its errors: an *Error; an *InputError, after which no request was made; and where ctx ended, one that matches
// context.Cause(ctx).
func Call[T any](ctx context.Context, c *Client, r Request) (T, error) {
	var none T
	if err := errors.Join(r.check(), CheckTenant(c.tenant)); err != nil {
		return none, err
	}
	if ctx.Err() != nil {
		return none, &Error{Method: r.Method, Path: r.target(), Err: context.Cause(ctx), interrupted: true}
	}
	id, err := uuid.GenerateUUID()
	if err != nil {
		return none, fmt.Errorf("making a request's id: %w", err)
	}
	x := exchange{c: c, r: r, id: id}
	for {
		answer, failure := attempt[T](ctx, &x)
		switch {
		case failure == nil:
			return answer, nil
		case x.renewsToken(failure):
			continue
		case x.mayHaveRun && r.Method == http.MethodDelete && errors.Is(failure, ErrNotFound):
			return none, nil
		case !x.retries(failure):
			return none, x.result(ctx, failure)
		}
		if cause := c.clock.Sleep(ctx, c.Backoff(x.failures, failure)); cause != nil {
			return none, fmt.Errorf("%w, before this could be tried again: %w", cause, failure)
		}
	}
}

// exchange is the state of one logical request across its attempts.
type exchange struct {
	c  *Client
	r  Request
	id string // sent as X-Request-Id with every attempt

	attempts   int    // made so far
	failures   int    // failed attempts that were followed by a pause
	mayHaveRun bool   // an earlier attempt may have been carried out
	ambiguous  bool   // an earlier attempt failed with ErrAmbiguous
	used       bearer // the token of the last attempt
	refused    string // the token that was replaced after a 401 or 403; "" = none was
	refusal    *Error // that 401 or 403
}

// admit waits until the next attempt may be made, for its token and for its turn under the request rate. Nothing of the
// request is sent before, the request time-out does not include it, and the end of ctx ends it even for a detached
// client.
func (x *exchange) admit(ctx context.Context) (bearer, *Error) {
	var token bearer
	for range 2 { // the token may become due for renewal while the turn is waited for
		var err error
		if token, err = x.c.auth.token(ctx, x.refused); err != nil {
			return bearer{}, x.notAdmitted(ctx, err)
		}
		if x.refusal != nil && token.value == x.refused {
			return bearer{}, x.refusal
		}
		fresh := x.c.auth.fresh(token)
		if cause := x.c.pace.wait(ctx); cause != nil {
			return bearer{}, x.notAdmitted(ctx, cause)
		}
		if !fresh || x.c.auth.fresh(token) {
			break
		}
	}
	if ctx.Err() != nil {
		return bearer{}, x.notAdmitted(ctx, context.Cause(ctx))
	}
	x.attempts++
	x.used = token
	return token, nil
}

// notAdmitted returns the error of an attempt that was not made.
func (x *exchange) notAdmitted(ctx context.Context, err error) *Error {
	failure := &Error{Method: x.r.Method, Path: x.r.target(), RequestID: x.id, Err: err}
	var token *TokenError
	if errors.As(err, &token) {
		failure.retryAfter = token.retryAfter
	} else {
		failure.interrupted, failure.Err = true, context.Cause(ctx)
	}
	return failure
}

// renewsToken reports whether a refused request is to be made again with another token. Whether there is another one,
// admit finds out.
func (x *exchange) renewsToken(failure *Error) bool {
	if failure.Status != http.StatusUnauthorized && failure.Status != http.StatusForbidden ||
		x.refusal != nil || x.used.value == "" {
		return false
	}
	x.refusal, x.refused = failure, x.used.value
	return true
}

// retries reports whether the request may be made again after a pause.
func (x *exchange) retries(failure *Error) bool {
	x.failures++
	x.ambiguous = x.ambiguous || errors.Is(failure, ErrAmbiguous)
	failure.ambiguousBefore = x.ambiguous && x.r.Method != http.MethodGet
	if x.failures > x.maxRetries(failure) || !errors.Is(failure, ErrUnavailable) || failure.Lasting() ||
		x.r.Cautious && x.ambiguous {
		return false
	}
	x.mayHaveRun = x.mayHaveRun || failure.tokenError() == nil
	if x.r.Paused != nil {
		x.r.Paused()
	}
	return true
}

// repeatable are the methods of requests that may be carried out twice.
var repeatable = []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodPatch}

// maxRetries returns how often the request may be retried after this failure. Where there was no token or no
// connection, nothing was sent, so that even a POST may be retried.
func (x *exchange) maxRetries(failure *Error) int {
	switch {
	case x.r.Once:
		return 0
	case failure.tokenError() != nil, failure.Unsent() && !x.ambiguous:
		return x.c.maxRetries
	case slices.Contains(repeatable, x.r.Method):
		return x.c.maxRetries
	default:
		return 0
	}
}

// result returns the error of the logical request. An interrupt while another token is fetched does not hide the
// refusal.
func (x *exchange) result(ctx context.Context, failure *Error) error {
	if failure.interrupted && x.refusal != nil && ctx.Err() != nil {
		return fmt.Errorf("%w, before this could be tried again: %w", context.Cause(ctx), x.refusal)
	}
	return failure
}

const (
	firstPause = time.Second
	maxPause   = 30 * time.Second
	// maxRetryAfter is the longest Retry-After that is honoured.
	maxRetryAfter = 2 * time.Minute
)

// Backoff returns the pause after the n-th failure in a row (n ≥ 1): 1, 2, 4 … 30 s, of which the second half is random
// so that many clients do not retry in step, and at least what the failed answer's Retry-After asks for, up to 2 min.
func (c *Client) Backoff(n int, failure *Error) time.Duration {
	whole := maxPause
	if shift := n - 1; shift < 5 {
		whole = firstPause << shift
	}
	jittered := whole/2 + rand.N(whole/2)
	return max(jittered, failure.RetryAfter())
}

// retryAfter parses a Retry-After header, which is a number of seconds or an HTTP date. 0 = it is of neither form.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(header, 10, 64); err == nil {
		return time.Duration(min(max(0, seconds), int64(24*time.Hour/time.Second))) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}

// pace limits the rate of requests. The copies of a client share it.
type pace struct {
	clock   Clock
	mu      sync.Mutex    // the limiter needs times in order
	limiter *rate.Limiter // nil = no limit
}

// newPace keeps the beginnings of two requests at least 1/perSecond apart; 0 = no limit. A burst above one would let
// more than perSecond requests into the first second.
func newPace(clock Clock, perSecond float64) *pace {
	if perSecond == 0 {
		return &pace{clock: clock}
	}
	return &pace{clock: clock, limiter: rate.NewLimiter(rate.Limit(perSecond), 1)}
}

func checkRate(perSecond float64) error {
	if perSecond < 0 || math.IsNaN(perSecond) || math.IsInf(perSecond, 0) {
		return &InputError{
			Field:  "max_requests_per_second",
			Reason: "the number of requests per second is not a positive number (0 = no limit)",
		}
	}
	return nil
}

// spare reports whether no request waits for its turn now, and the pause has a turn for another one and for the next.
func (p *pace) spare(pause time.Duration) bool {
	if p.limiter == nil {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.limiter.TokensAt(p.clock.Now()) >= 0 && float64(p.limiter.Limit())*pause.Seconds() >= 2
}

// wait waits for a request's turn. Its error is context.Cause(ctx); the turn is then given back.
func (p *pace) wait(ctx context.Context) error {
	if p.limiter == nil {
		return nil
	}
	p.mu.Lock()
	now := p.clock.Now()
	turn := p.limiter.ReserveN(now, 1)
	p.mu.Unlock()
	delay := turn.DelayFrom(now)
	if delay <= 0 {
		return nil
	}
	cause := p.clock.Sleep(ctx, delay)
	if cause != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		turn.CancelAt(p.clock.Now())
	}
	return cause
}
