// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"fmt"
	"slices"
	"time"
)

// Token is the token endpoint's answer, in Keycloak's order.
type Token struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        int64  `json:"expires_in"`         // seconds
	RefreshExpiresIn int64  `json:"refresh_expires_in"` // seconds; 0 = no refresh token
	RefreshToken     string `json:"refresh_token,omitempty"`
	TokenType        string `json:"token_type"`
	NotBeforePolicy  int64  `json:"not-before-policy"`
	SessionState     string `json:"session_state,omitempty"`
	Scope            string `json:"scope"`

	Issued time.Time `json:"-"` // on the gateway's clock
}

const scope = "email profile"

// session is a person's login, which lives as long as it is refreshed.
type session struct {
	id      string
	who     identity
	current string // the id of its newest refresh token
}

// Issue returns a token for the account with that name as the token endpoint
// would, without a request and an entry in the log. Users get a refresh token.
func (g *Gateway) Issue(account string) (Token, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, service := range []bool{false, true} {
		if who, found := g.accounts.find(account, service); found {
			return g.login(who), nil
		}
	}

	return Token{}, fmt.Errorf("there is no account %q", account)
}

// Revoke makes the gateway refuse an access token from now on, whatever the
// reason. (A real gateway would learn of it only by new keys.) The account's
// other tokens remain valid.
func (g *Gateway) Revoke(accessToken string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, signed := parse(accessToken, g.keys.access); signed {
		g.revoked[c.ID] = true
	}
}

// EndSessions logs everybody out: all refresh tokens become invalid. Access
// tokens remain valid until they expire: the policy does not check sessions.
func (g *Gateway) EndSessions() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.sessions)
}

// RevokeAll ends all sessions and replaces the realm's keys: every token issued
// so far is refused.
func (g *Gateway) RevokeAll() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.sessions)
	g.keys = newKeys()
}

// login issues the first token of an account. Service accounts have no session
// and no refresh token, as in Keycloak ≥ 12. The caller holds the lock.
func (g *Gateway) login(who identity) Token {
	if who.service {
		return g.issue(who, nil)
	}
	s := &session{id: newID(), who: who}
	g.sessions[s.id] = s

	return g.issue(who, s)
}

func (g *Gateway) issue(who identity, s *session) Token {
	now := g.clock.Now()
	c := claims{
		Expires: now.Add(g.tokenLife).Unix(), Issued: now.Unix(), ID: newID(),
		Issuer: g.issuer, Audience: audience, Subject: "f:bossim:" + who.name,
		Type: typeAccess, Client: who.client(), Scope: scope, Username: who.name,
	}
	if who.service {
		c.Username = "service-account-" + who.name
	}
	for _, tenant := range who.tenants {
		c.Groups = append(c.Groups, tenant+tenantGroupSuffix)
	}
	isRealms := func(role string) bool { return role == RoleTenantAdmin }
	if slices.ContainsFunc(who.roles, isRealms) {
		c.RealmAccess.Roles = []string{RoleTenantAdmin}
	}
	if own := slices.DeleteFunc(slices.Clone(who.roles), isRealms); len(own) > 0 {
		c.ResourceAccess = map[string]roleList{audience: {own}}
	}
	t := Token{
		ExpiresIn: c.Expires - c.Issued, TokenType: typeAccess, Scope: scope, Issued: now,
	}
	if s != nil {
		c.Session, t.SessionState = s.id, s.id
		t.RefreshToken, t.RefreshExpiresIn = g.refreshToken(s, now)
	}
	t.AccessToken = sign(c, g.keys.access, g.keys.id)

	return t
}

func (g *Gateway) refreshToken(s *session, now time.Time) (string, int64) {
	c := claims{
		Expires: now.Add(g.refreshLife).Unix(), Issued: now.Unix(), ID: newID(),
		Issuer: g.issuer, Audience: g.issuer, Subject: "f:bossim:" + s.who.name,
		Type: typeRefresh, Client: s.who.client(), Session: s.id, Scope: scope,
	}
	s.current = c.ID

	return sign(c, g.keys.refresh, g.keys.id), c.Expires - c.Issued
}
