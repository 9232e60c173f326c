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

// DefaultLife is the lifetime of tokens of a Cray EX system, unless its site has
// changed it.
const DefaultLife = 365 * 24 * time.Hour

// DefaultIssuer is the realm's name in tokens, with the internal address.
const DefaultIssuer = "https://api-gw-service-nmn.local/keycloak/realms/shasta"

// Config configures a Gateway. Only BOS is required.
type Config struct {
	Clock bossim.Clock // nil = real time
	BOS   http.Handler // gets every allowed request under /apis/bos, with its path unchanged

	Accounts Accounts // empty = DefaultAccounts()

	TokenLife   time.Duration // of access tokens, in whole seconds; 0 = DefaultLife
	RefreshLife time.Duration // of refresh tokens; 0 = DefaultLife

	// RevokeRefreshToken makes each refresh token valid once only, as Keycloak's
	// setting of that name does. Without it a refresh token is valid until it
	// expires, although every refresh returns a new one.
	RevokeRefreshToken bool

	Issuer string // "" = DefaultIssuer

	// NotFoundPage is the HTML page of a 404, as a web server in front of the
	// gateway would send it, such as NginxNotFound. "" = Envoy's, which is empty.
	NotFoundPage string

	Outage Outage // the initial outage
}

// Outage is what is unavailable behind the gateway's own address.
type Outage int

// The outages.
const (
	NoOutage          Outage = iota
	PolicyDown               // the policy engine: 503 for everything, including the token endpoint
	NoHealthyUpstream        // no instance of BOS is running: 503
	ConnectionFailure        // BOS's instance accepts no connection: 503
	UpstreamTimeout          // BOS does not answer in time: 504
)

// Gateway is the simulated gateway. All its methods are safe for concurrent use.
type Gateway struct {
	clock        bossim.Clock
	bos          http.Handler
	tokenLife    time.Duration
	refreshLife  time.Duration
	onceOnly     bool
	issuer       string
	notFoundPage string

	mu        sync.Mutex // guards the fields below
	outage    Outage
	accounts  Accounts
	keys      keys
	sessions  map[string]*session // by id
	revoked   map[string]bool     // by the id of an access token
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

// SetOutage sets the outage from now on.
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
