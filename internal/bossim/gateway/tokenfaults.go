// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"net/http"
	"time"
)

// TokenFault makes the token endpoint applyFault. A fault that replaces the answer
// (Status, Drop) leaves the request undone unless Commit is set.
type TokenFault struct {
	Times int // how many requests it applies to; 0 = all until LiftTokenFaults

	Delay  time.Duration // slept on the clock before anything else; with Commit, before the answer
	Commit bool          // execute the request before misbehaving: a refresh token is used up

	Status int               // answer with this status …
	Header map[string]string // … with these headers (Content-Type too) …
	Body   string            // … and this body
	Drop   bool              // close the connection without an answer
}

type armedFault struct {
	TokenFault

	met int
}

// FailToken arms a fault. Several are applied one after the other, in this order.
func (g *Gateway) FailToken(f TokenFault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = append(g.faults, &armedFault{TokenFault: f})
}

// LiftTokenFaults removes every fault armed so far.
func (g *Gateway) LiftTokenFaults() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = nil
}

func (g *Gateway) takeTokenFault() *TokenFault {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, f := range g.faults {
		if f.Times == 0 || f.met < f.Times {
			f.met++

			return &f.TokenFault
		}
	}

	return nil
}

// applyFault returns the answer under a fault; its status is 0 for none. The
// endpoint continues even if its client has gone.
func (g *Gateway) applyFault(r *http.Request, entry *TokenRequest, f *TokenFault) tokenAnswer {
	instead := f.Status != 0 || f.Drop
	var answer tokenAnswer
	if f.Commit {
		answer = g.answerToken(r, entry)
	}
	if f.Delay > 0 {
		_ = g.clock.Sleep(context.WithoutCancel(r.Context()), f.Delay)
	}
	if !f.Commit && !instead {
		answer = g.answerToken(r, entry)
	}
	switch {
	case f.Drop:
		return tokenAnswer{}
	case f.Status != 0:
		return tokenAnswer{status: f.Status, code: "fault"}
	default:
		return answer
	}
}
