// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"slices"
	"time"
)

// TokenRequest is an entry of the token endpoint's log. It contains no secret.
type TokenRequest struct {
	Time   time.Time // on the gateway's clock
	Grant  string    // grant_type as sent
	Client string    // the client's id as sent
	User   string    // the account that the token is for, if known
	Status int       // of the answer; 0 = none
	Error  string    // OAuth's code, such as invalid_client; "" = a token
	Fault  bool      // a TokenFault applied to it
}

// Refusal is a request that the policy answered with 403.
type Refusal struct {
	Time      time.Time // on the gateway's clock
	Method    string
	Target    string // path and query as sent
	Account   string // of the token, if it was a valid one
	Tenant    string
	RequestID string // the header X-Request-Id
	Reason    string // in plain words; not sent to the client
}

// TokenRequests returns the token endpoint's log, in the order of the answers.
func (g *Gateway) TokenRequests() []TokenRequest {
	g.mu.Lock()
	defer g.mu.Unlock()

	return slices.Clone(g.grants)
}

// Refusals returns the requests that got the policy's 403, in their order.
// Allowed requests are in the log of the server behind.
func (g *Gateway) Refusals() []Refusal {
	g.mu.Lock()
	defer g.mu.Unlock()

	return slices.Clone(g.refusals)
}

// OnTokenRequest registers f to be called with each entry of the token endpoint's
// log, just before the answer is sent. Several requests may call f at once.
func (g *Gateway) OnTokenRequest(f func(TokenRequest)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.onGrant = f
}

// OnRefusal registers f to be called with each refusal, in the same way.
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
