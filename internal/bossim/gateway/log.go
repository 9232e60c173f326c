// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"slices"
	"time"
)

// TokenRequest is an entry of the token endpoint's log. It holds no secret.
type TokenRequest struct {
	Time   time.Time // on the gateway's clock
	Grant  string    // grant_type as sent
	Client string    // the client's id as sent
	User   string    // the account that the token is for, as far as known
	Status int       // what was answered; 0 = nothing
	Error  string    // OAuth's code, such as invalid_client; "" = a token
	Fault  bool      // it met a TokenFault
}

// Refusal is a request that the policy answered with 403.
type Refusal struct {
	Time      time.Time // on the gateway's clock
	Method    string
	Target    string // path and query as sent
	Account   string // whose token it was, if it was one
	Tenant    string
	RequestID string // the header X-Request-Id
	Reason    string // in plain words; clients are not told
}

// TokenRequests is the token endpoint's log, in the order of the answers.
func (g *Gateway) TokenRequests() []TokenRequest {
	g.mu.Lock()
	defer g.mu.Unlock()

	return slices.Clone(g.grants)
}

// Refusals are the requests that got the policy's 403, in their order. What
// was allowed is in the log of the server behind.
func (g *Gateway) Refusals() []Refusal {
	g.mu.Lock()
	defer g.mu.Unlock()

	return slices.Clone(g.refusals)
}

// OnTokenRequest has f called with each entry of the token endpoint's log, just
// before the answer goes out. f may be called by several requests at once.
func (g *Gateway) OnTokenRequest(f func(TokenRequest)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.onGrant = f
}

// OnRefusal has f called with each refusal, in the same way.
func (g *Gateway) OnRefusal(f func(Refusal)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.onRefusal = f
}

func (g *Gateway) recordToken(entry TokenRequest) {
	g.mu.Lock()
	g.grants = append(g.grants, entry)
	hook := g.onGrant
	g.mu.Unlock()
	if hook != nil {
		hook(entry)
	}
}

func (g *Gateway) recordRefusal(entry Refusal) {
	g.mu.Lock()
	g.refusals = append(g.refusals, entry)
	hook := g.onRefusal
	g.mu.Unlock()
	if hook != nil {
		hook(entry)
	}
}
