// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"context"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
)

// Service is what the gateway layer has to know of the service that a client talks to.
type Service struct {
	Name string // in errors and in the log, such as BOS
	Path string // of the service at the API gateway, such as /apis/bos; it may end in the version of its API
	// EndpointField is Terraform's path of the argument with the endpoint, for errors; "" = endpoint.
	EndpointField string
	// Secret matches secrets in the service's answers, beyond tokens; nil = it has none. SecretLabel replaces a match.
	Secret      *regexp.Regexp
	SecretLabel string
}

func (s Service) redact(text string) string {
	if s.Secret == nil {
		return text
	}
	return s.Secret.ReplaceAllString(text, s.SecretLabel)
}

// Config configures a Client. Only Service and Endpoint are required.
type Config struct {
	Service        Service
	Endpoint       string        // base URL, such as https://api.cmn.example.com/apis/bos; a slash at its end is ignored
	Tenant         string        // sent as Cray-Tenant-Name; "" = none
	UserAgent      string        // "" = terraform-provider-bos
	RequestTimeout time.Duration // of each attempt, 1 s to 1 h; 0 = 40 s: the servers end a request after 30 s
	MaxRetries     *int          // retries of a GET, PUT, DELETE or PATCH; nil = 5. For a POST see Call
	MaxAnswer      int64         // longest list, in bytes; 0 = 64 MiB: 5 000 sessions of 64 nodes have 6.4 MB
	Clock          Clock         // nil = SystemClock()

	// At most one source of tokens; without one, requests carry no token.
	Token             string             // bearer token. Never logged, never in an error
	TokenFile         string             // a token, or JSON with access_token. Read again when it changes or is refused
	ClientCredentials *ClientCredentials // of a service account
	CrayLogin         *CrayLogin         // the Cray CLI's: see FindCrayLogin. Its files are never written

	TLS      TLS
	ProxyURL string // http, https, socks5 or socks5h, for every host; "" = HTTPS_PROXY, HTTP_PROXY and NO_PROXY decide
	// MaxRequestsPerSecond limits the attempts of all copies of the client together, token requests included. 0 = no
	// limit.
	MaxRequestsPerSecond float64

	// Dial makes the connections; nil = net.Dialer.DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	// Log receives every attempt of a request ("BOS request", where BOS is the Service's name, with the fields method,
	// path, status, duration_ms, attempt, request_id and, if it failed, error) and every token request ("Token
	// request": source, host, status, duration_ms, error). nil = no log.
	Log func(ctx context.Context, msg string, fields map[string]any)
}

// The bounds of Config.RequestTimeout. A POST of a session takes 0.1 to 7 s.
const (
	MinRequestTimeout = time.Second
	MaxRequestTimeout = time.Hour
)

const (
	defaultRequestTimeout = 40 * time.Second
	defaultMaxRetries     = 5
	defaultUserAgent      = "terraform-provider-bos"
	defaultMaxAnswer      = 64 << 20
)

// Client makes requests to one service. It is safe for concurrent use.
type Client struct {
	rest           *resty.Client
	transport      http.RoundTripper // of rest, and of token requests
	auth           *auth
	secrets        *secrets
	pace           *pace
	service        Service
	userAgent      string
	plain          bool   // the endpoint is reached without TLS
	detached       bool   // an attempt in flight ignores the end of its context
	endpoint       string // normalized
	tenant         string
	requestTimeout time.Duration
	maxRetries     int
	maxAnswer      int64
	clock          Clock
	log            func(ctx context.Context, msg string, fields map[string]any)
}

// New checks cfg and the files that it names, without any request, and returns a client. Its error is an *InputError,
// whose Field is Terraform's path of the input. It never holds a secret or the content of a file.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	base, err := cfg.check()
	if err != nil {
		return nil, err
	}
	c := newClient(cfg)
	c.plain = strings.HasPrefix(base, "http:")
	c.endpoint = normalizeEndpoint(base)
	if c.transport, err = cfg.transport(c.secrets); err != nil {
		return nil, err
	}
	c.rest = newREST(base, c)
	source, err := cfg.tokenSource(c)
	if err != nil {
		return nil, err
	}
	c.auth = &auth{source: source, clock: cfg.Clock}
	return c, nil
}

// newClient returns a client without a transport and a source of tokens.
func newClient(cfg Config) *Client {
	secrets := newSecrets()
	return &Client{
		secrets:        secrets,
		pace:           newPace(cfg.Clock, cfg.MaxRequestsPerSecond),
		service:        cfg.Service,
		userAgent:      cfg.UserAgent,
		tenant:         cfg.Tenant,
		requestTimeout: cfg.RequestTimeout,
		maxRetries:     *cfg.MaxRetries,
		maxAnswer:      cfg.MaxAnswer,
		clock:          cfg.Clock,
		log: func(ctx context.Context, message string, fields map[string]any) {
			cfg.Log(ctx, message, secrets.fields(fields))
		},
	}
}

func newREST(base string, c *Client) *resty.Client {
	return resty.NewWithClient(&http.Client{Transport: c.transport}).
		SetBaseURL(base).
		SetHeader("User-Agent", c.userAgent).
		SetHeader("Accept", "application/json, application/problem+json").
		SetLogger(silentLogger{}).
		SetDisableWarn(true).
		SetDoNotParseResponse(true). // send reads the body: resty drops what arrived of a truncated one
		SetRedirectPolicy(resty.RedirectPolicyFunc(noRedirect))
}

// InTenant returns the same client acting for tenant ("" = none), which Call checks. The copies share connections,
// tokens and request rate.
func (c *Client) InTenant(tenant string) *Client {
	copied := *c
	copied.tenant = tenant
	return &copied
}

// For returns a client of another service of the same system, which sees the same tokens: endpoint is to be at the same
// API gateway. The two share connections, tokens, secrets, the request rate and all settings of Config but Service and
// Endpoint. The error of an invalid endpoint is an *InputError whose Field is Service.EndpointField.
func (c *Client) For(service Service, endpoint string) (*Client, error) {
	base, err := service.checkEndpoint(endpoint)
	if err != nil {
		return nil, err
	}
	other := *c
	other.service = service
	other.plain = strings.HasPrefix(base, "http:")
	other.endpoint = normalizeEndpoint(base)
	other.rest = newREST(base, &other)
	return &other, nil
}

// Redact replaces every secret of the client in a text that came from a server by a label, as errors do.
func (c *Client) Redact(text string) string { return c.service.redact(c.secrets.redact(text)) }

// Detached returns the same client, whose attempts in flight ignore the end of their context: a request that may change
// something on the system is then either not begun or finished.
func (c *Client) Detached() *Client {
	copied := *c
	copied.detached = true
	return &copied
}

// Hurried returns the same client, which retries a request at most once: for what a caller can do without.
func (c *Client) Hurried() *Client {
	copied := *c
	copied.maxRetries = min(copied.maxRetries, 1)
	return &copied
}

// Spare reports whether a request that can be done without may be sent now: it would not have to renew the token, which
// must not be cut off (a refresh token may serve once), no request waits for a turn of the request rate, and the caller's
// next one, after the pause, would get its turn in time.
func (c *Client) Spare(pause time.Duration) bool { return c.auth.usable() && c.pace.spare(pause) }

// Endpoint returns the normalized base URL: scheme and host in lower case, no default port, no slash at the end of the
// path. Two different ones may still be the same system.
func (c *Client) Endpoint() string { return c.endpoint }

// Tenant returns the tenant that the client acts for, "" for none.
func (c *Client) Tenant() string { return c.tenant }

// Clock returns the clock that the client measures time with.
func (c *Client) Clock() Clock { return c.clock }

// MaxRetries returns Config.MaxRetries or its default.
func (c *Client) MaxRetries() int { return c.maxRetries }

// before reports whether t is still to come; the zero time never comes.
func (c *Client) before(t time.Time) bool { return t.IsZero() || c.clock.Now().Before(t) }
