// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
)

// Config is what a Client needs to know. Only Endpoint is required.
type Config struct {
	APIVersion     APIVersion    // "" = v2
	Endpoint       string        // base URL, such as https://api.cmn.example.com/apis/bos, with or without a slash at its end
	Token          string        // bearer token; "" = none is sent. Never logged, never in an error
	Tenant         string        // "" = none: the header is then not sent
	UserAgent      string        // "" = terraform-provider-bos
	RequestTimeout time.Duration // for each attempt; 0 = 40 s, above the 30 s after which the server kills a request
	PollInterval   time.Duration // longest pause between two looks at a session; 0 = 10 s
	MaxRetries     *int          // repeats of a GET, DELETE or PATCH after its first attempt; nil = 5. A POST is never repeated
	Clock          Clock         // nil = SystemClock()

	// Log is told of every attempt of a request ("BOS request", with the fields
	// method, path, status, duration_ms, attempt, request_id and, if it failed,
	// error). nil = nobody.
	Log func(ctx context.Context, msg string, fields map[string]any)
}

const (
	defaultRequestTimeout = 40 * time.Second
	defaultPollInterval   = 10 * time.Second
	defaultMaxRetries     = 5
	defaultUserAgent      = "terraform-provider-bos"

	// A LIST of 5 000 sessions of 64 nodes is 6.4 MB.
	maxAnswerBytes = 64 << 20
)

// Client speaks to one BOS. It is safe for concurrent use.
type Client struct {
	rest           *resty.Client
	token          string // to take it out of what a server echoes
	tenant         string
	requestTimeout time.Duration
	pollInterval   time.Duration
	maxRetries     int
	maxAnswer      int64
	clock          Clock
	log            func(ctx context.Context, msg string, fields map[string]any)
	api            *spokenAPI
	turns          *turns
	released       *ledger // shared by the copies for other tenants
}

// New checks cfg without any request and returns a client for it. Its errors name
// what is wrong with the endpoint, the token or the tenant, and never hold a secret.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	base, err := cfg.check()
	if err != nil {
		return nil, err
	}
	rest := resty.NewWithClient(&http.Client{Transport: newTransport()}).
		SetBaseURL(base).
		SetHeader("User-Agent", cfg.UserAgent).
		SetHeader("Accept", "application/json, application/problem+json").
		SetAuthToken(cfg.Token).
		SetLogger(silence{}).
		SetDisableWarn(true).
		SetDoNotParseResponse(true). // attempt reads it: resty drops what came of a truncated body
		SetRedirectPolicy(resty.RedirectPolicyFunc(noRedirect))
	return &Client{
		rest:           rest,
		token:          cfg.Token,
		tenant:         cfg.Tenant,
		requestTimeout: cfg.RequestTimeout,
		pollInterval:   cfg.PollInterval,
		maxRetries:     *cfg.MaxRetries,
		maxAnswer:      maxAnswerBytes,
		clock:          cfg.Clock,
		log:            cfg.Log,
		api:            &spokenAPI{configured: cfg.APIVersion},
		turns:          &turns{taken: map[turn]chan struct{}{}},
		released:       &ledger{names: map[identity]release{}},
	}, nil
}

// InTenant is the same client acting for tenant ("" = none). It shares the connections.
func (c *Client) InTenant(tenant string) *Client {
	copied := *c
	copied.tenant = tenant
	return &copied
}

// Tenant is the tenant that the client acts for, "" for none.
func (c *Client) Tenant() string { return c.tenant }

// Clock is the time that the client lives in.
func (c *Client) Clock() Clock { return c.clock }
