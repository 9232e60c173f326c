// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

// Config is what a Client needs to know. Only Endpoint is required.
type Config struct {
	APIVersion     APIVersion    // "" = v2
	Endpoint       string        // base URL, such as https://api.cmn.example.com/apis/bos, with or without a slash at its end
	Tenant         string        // "" = none: the header is then not sent
	UserAgent      string        // "" = terraform-provider-bos
	RequestTimeout time.Duration // for each attempt; 0 = 40 s, above the 30 s after which the server kills a request
	PollInterval   time.Duration // longest pause between two looks at a session; 0 = 10 s
	MaxRetries     *int          // repeats of a GET, PUT, DELETE or PATCH after its first attempt; nil = 5. A POST is repeated only where no connection came about
	Clock          Clock         // nil = SystemClock()

	// At most one source of tokens; with none, requests carry no token.
	Token             string             // bearer token. Never logged, never in an error
	TokenFile         string             // holds a token, or JSON with access_token. Read again when it changes and when the server refuses
	ClientCredentials *ClientCredentials // of a service account
	CrayLogin         *CrayLogin         // the Cray CLI's: see FindCrayLogin. Its files are never written

	TLS      TLS
	ProxyURL string // of every host: http, https, socks5 or socks5h; "" = by the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY
	// MaxRequestsPerSecond holds for every attempt of every copy of the client, and for
	// token requests. 0 = no limit.
	MaxRequestsPerSecond float64

	// Log is told of every attempt of a request ("BOS request", with the fields
	// method, path, status, duration_ms, attempt, request_id and, if it failed,
	// error) and of every request for a token ("Token request": source, host,
	// status, duration_ms, error). nil = nobody.
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
	transport      http.RoundTripper // of rest, and of requests for tokens
	auth           *auth
	secrets        *secrets
	pace           *pace
	userAgent      string
	plain          bool   // the endpoint is spoken to without TLS
	detached       bool   // an attempt that has begun does not heed the end of its context
	endpoint       string // normalized
	tenant         string
	requestTimeout time.Duration
	pollInterval   time.Duration
	maxRetries     int
	maxAnswer      int64
	clock          Clock
	log            func(ctx context.Context, msg string, fields map[string]any)
	api            *spokenAPI
	turns          *turns
	ledger         *ledger // shared by the copies for other tenants
	bootSets       *bootSetMemory
}

// New checks cfg, and the files that it names, without any request and returns a client for it. Its error is an
// *InputError, whose Field is Terraform's path of the input, and never holds a secret or
// what is in a file.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	base, err := cfg.check()
	if err != nil {
		return nil, err
	}
	c := newClient(cfg)
	c.plain = strings.HasPrefix(base, "http:")
	c.endpoint = normalEndpoint(base)
	if c.transport, err = cfg.transport(c.secrets); err != nil {
		return nil, err
	}
	c.rest = newRest(base, c)
	source, err := cfg.tokenSource(c)
	if err != nil {
		return nil, err
	}
	c.auth = &auth{source: source, clock: cfg.Clock}
	return c, nil
}

// newClient is a client without any way to a server.
func newClient(cfg Config) *Client {
	secrets := newSecrets()
	return &Client{
		secrets:        secrets,
		pace:           newPace(cfg.Clock, cfg.MaxRequestsPerSecond),
		userAgent:      cfg.UserAgent,
		tenant:         cfg.Tenant,
		requestTimeout: cfg.RequestTimeout,
		pollInterval:   cfg.PollInterval,
		maxRetries:     *cfg.MaxRetries,
		maxAnswer:      maxAnswerBytes,
		clock:          cfg.Clock,
		api:            &spokenAPI{configured: cfg.APIVersion},
		turns:          &turns{taken: map[turn]chan struct{}{}},
		ledger:         &ledger{names: map[identity]remembered{}},
		bootSets:       &bootSetMemory{sets: map[string]bootSetsV1{}},
		log: func(ctx context.Context, message string, fields map[string]any) {
			cfg.Log(ctx, message, secrets.fields(fields))
		},
	}
}

func newRest(base string, c *Client) *resty.Client {
	return resty.NewWithClient(&http.Client{Transport: c.transport}).
		SetBaseURL(base).
		SetHeader("User-Agent", c.userAgent).
		SetHeader("Accept", "application/json, application/problem+json").
		SetLogger(silence{}).
		SetDisableWarn(true).
		SetDoNotParseResponse(true). // attempt reads it: resty drops what came of a truncated body
		SetRedirectPolicy(resty.RedirectPolicyFunc(noRedirect))
}

// InTenant is the same client acting for tenant ("" = none). It shares the connections.
func (c *Client) InTenant(tenant string) *Client {
	copied := *c
	copied.tenant = tenant
	return &copied
}

// detach is the same client, whose requests go on once they have begun to be sent.
func (c *Client) detach() *Client {
	copied := *c
	copied.detached = true
	return &copied
}

// Endpoint is the normalized base URL: scheme and host in lower case, without a default port, and the path without a
// slash at its end. Two different ones may still be the same system.
func (c *Client) Endpoint() string { return c.endpoint }

// Tenant is the tenant that the client acts for, "" for none.
func (c *Client) Tenant() string { return c.tenant }

// Clock is the time that the client lives in.
func (c *Client) Clock() Clock { return c.clock }

// before tells whether t is still to come; the zero time never comes.
func (c *Client) before(t time.Time) bool { return t.IsZero() || c.clock.Now().Before(t) }
