// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"regexp"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Service is BOS as the gateway layer has to know it. The records of nodes hold a token of the boot script service; it
// may be cut off in the middle, and where it is JSON within JSON, the rest of that goes as well.
var Service = gateway.Service{
	Name:        "BOS",
	Path:        "/apis/bos",
	Secret:      regexp.MustCompile(`(?s)"bss_token(\\*)"\s*:\s*\\*"(?:\\.|[^"\\])*\\?"?`),
	SecretLabel: `"bss_token":"[token]"`,
}

// Config configures a Client.
type Config struct {
	APIVersion   APIVersion    // "" = v2
	PollInterval time.Duration // longest pause between two GETs of a session that is waited for; 0 = 10 s
}

const defaultPollInterval = 10 * time.Second

// Client is a client of one BOS. It is safe for concurrent use.
type Client struct {
	gateway      *gateway.Client
	clock        gateway.Clock
	tenant       string
	pollInterval time.Duration
	api          *apiVersion
	writes       *exclusive
	ledger       *ledger
	bootSets     *bootSetCache
}

// New returns a client that reaches BOS through g, whose endpoint is that of [Service]. It makes no request. Its error
// is a *gateway.InputError, whose Field is Terraform's path of the input.
func New(g *gateway.Client, cfg Config) (*Client, error) {
	if cfg.APIVersion == "" {
		cfg.APIVersion = APIv2
	}
	if err := cfg.APIVersion.check(); err != nil {
		return nil, err
	}
	if cfg.PollInterval < 0 {
		return nil, &gateway.InputError{Field: "poll_interval", Reason: "the poll interval is negative"}
	}
	if cfg.PollInterval == 0 {
		cfg.PollInterval = defaultPollInterval
	}
	return &Client{
		gateway:      g,
		clock:        g.Clock(),
		tenant:       g.Tenant(),
		pollInterval: cfg.PollInterval,
		api:          &apiVersion{configured: cfg.APIVersion},
		writes:       &exclusive{held: map[exclusiveKey]chan struct{}{}},
		ledger:       &ledger{names: map[identity]nameRecord{}},
		bootSets:     &bootSetCache{sets: map[string]bootSetsV1{}},
	}, nil
}

// InTenant returns the same client acting for tenant ("" = none). The copies share connections, tokens, the request
// rate, the version of the API and what they remember of sessions.
func (c *Client) InTenant(tenant string) *Client {
	copied := *c
	copied.gateway, copied.tenant = c.gateway.InTenant(tenant), tenant
	return &copied
}

// detached returns the same client, whose requests in flight ignore the end of their context.
func (c *Client) detached() *Client {
	copied := *c
	copied.gateway = c.gateway.Detached()
	return &copied
}

// Endpoint returns the normalized base URL. See [gateway.Client.Endpoint].
func (c *Client) Endpoint() string { return c.gateway.Endpoint() }

// Tenant returns the tenant that the client acts for, "" for none.
func (c *Client) Tenant() string { return c.tenant }

// Clock returns the clock that the client measures time with.
func (c *Client) Clock() gateway.Clock { return c.clock }
