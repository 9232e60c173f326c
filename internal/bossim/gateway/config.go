// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// DefaultLife is how long tokens of a Cray EX system live unless its site has
// chosen otherwise.
const DefaultLife = 365 * 24 * time.Hour

// DefaultIssuer is the realm's name in tokens, by the address inside.
const DefaultIssuer = "https://api-gw-service-nmn.local/keycloak/realms/shasta"

// Config is what a Gateway is made from. Only BOS must be given.
type Config struct {
	Clock bossim.Clock // nil = real time
	BOS   http.Handler // gets every allowed request under /apis/bos, the path as it came

	Accounts Accounts // none at all = DefaultAccounts()

	TokenLife   time.Duration // of access tokens, in whole seconds; 0 = DefaultLife
	RefreshLife time.Duration // of refresh tokens; 0 = DefaultLife

	// RevokeRefreshToken lets each refresh token be used once only, as the
	// setting of that name of Keycloak's does. Without it a refresh token is
	// good until it expires, though every refresh brings a new one.
	RevokeRefreshToken bool

	Issuer string // "" = DefaultIssuer

	// NotFoundPage is the HTML page of a 404, as a web server in front of the
	// gateway would send it (NginxNotFound is one). "" = Envoy's, which is empty.
	NotFoundPage string

	Outage Outage // what is down at the start
}

// Outage is what is down behind the gateway's own address.
type Outage int

// The outages.
const (
	NoOutage          Outage = iota
	PolicyDown               // the policy engine: 503 for everything, the token endpoint too
	NoHealthyUpstream        // no instance of BOS runs: 503
	ConnectionFailure        // BOS's instance takes no connection: 503
	UpstreamTimeout          // BOS does not answer in time: 504
)

// Gateway is the simulated gateway. All its methods are safe for concurrent
// use.
type Gateway struct {
	clock        bossim.Clock
	bos          http.Handler
	tokenLife    time.Duration
	refreshLife  time.Duration
	onceOnly     bool
	issuer       string
	notFoundPage string

	mu        sync.Mutex // guards what follows
	outage    Outage
	accounts  Accounts
	keys      keys
	sessions  map[string]*session // by id
	revoked   map[string]bool     // ids of access tokens
	faults    []*armedFault
	grants    []TokenRequest
	refusals  []Refusal
	onGrant   func(TokenRequest)
	onRefusal func(Refusal)
}

// New returns a gateway with keys of its own, or an error that names what is
// wrong with the configuration.
func New(cfg Config) (*Gateway, error) {
	if cfg.BOS == nil {
		return nil, errors.New("Config.BOS is missing: there is nothing behind the gateway")
	}
	g := &Gateway{
		clock: cfg.Clock, bos: cfg.BOS,
		tokenLife: cfg.TokenLife, refreshLife: cfg.RefreshLife, onceOnly: cfg.RevokeRefreshToken,
		issuer: cfg.Issuer, notFoundPage: cfg.NotFoundPage,
		outage: cfg.Outage, keys: newKeys(), sessions: map[string]*session{}, revoked: map[string]bool{},
	}
	if g.clock == nil {
		g.clock = bossim.NewScaledClock(time.Now(), 1)
	}
	if g.issuer == "" {
		g.issuer = DefaultIssuer
	}
	if cfg.Accounts.empty() {
		cfg.Accounts = DefaultAccounts()
	}
	for _, life := range []*time.Duration{&g.tokenLife, &g.refreshLife} {
		switch {
		case *life == 0:
			*life = DefaultLife
		case *life < time.Second:
			return nil, errors.New("the life of a token is counted in whole seconds and cannot be below one")
		}
	}

	return g, g.SetAccounts(cfg.Accounts)
}

// SetOutage says what is down from now on.
func (g *Gateway) SetOutage(o Outage) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.outage = o
}

func (g *Gateway) currentOutage() Outage {
	g.mu.Lock()
	defer g.mu.Unlock()

	return g.outage
}
