// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// Service describes BOS to package gateway. Records of nodes contain a token of the boot script service, which must not
// appear in an error. The pattern also matches a token that was cut off in the middle, and one in JSON that is embedded
// in a JSON string.
var Service = gateway.Service{
	Name:        "BOS",
	Path:        "/apis/bos",
	Secret:      regexp.MustCompile(`(?s)"bss_token(\\*)"\s*:\s*\\*"(?:\\.|[^"\\])*\\?"?`),
	SecretLabel: `"bss_token":"[token]"`,
}

// Config configures a Client.
type Config struct {
	APIVersion   APIVersion    // "" means v2
	PollInterval time.Duration // the longest pause between two polls of a session; 0 means 10 s

	// HSM and Tenants are asked for forecasts; nil = there are none, or tenants' nodes are those that BOS lists.
	HSM     *hsm.Client
	Tenants *hsm.Tenants
}

const defaultPollInterval = 10 * time.Second

// The bounds of Config.PollInterval. BOS's operators look at a session every 15 s, so that more than one poll a second
// only loads BOS. More than a day is a slip of the pen.
const (
	MinPollInterval = firstPoll
	MaxPollInterval = 24 * time.Hour
)

// Client is a client of one BOS. It is safe for concurrent use. [New] makes one.
type Client struct {
	gateway      *gateway.Client
	clock        gateway.Clock
	tenant       string
	pollInterval time.Duration
	api          *apiVersion
	writes       *exclusive
	ledger       *ledger
	bootSets     *bootSetCache
	refreshes    *refreshes
	crowd        *crowd
	foresight    *foresight
	counting     *sync.Mutex // held while a session's counts are read for a watcher
	watch        *watch      // nil = nobody watches
}

// New returns a client that reaches BOS through g, whose endpoint must be that of [Service]. It makes no request. Its
// error is a *gateway.InputError whose Field is the Terraform path of the invalid field of cfg.
func New(g *gateway.Client, cfg Config) (*Client, error) {
	if cfg.APIVersion == "" {
		cfg.APIVersion = APIv2
	}
	if err := cfg.APIVersion.check(); err != nil {
		return nil, err
	}
	if cfg.PollInterval == 0 {
		cfg.PollInterval = defaultPollInterval
	}
	if err := checkPollInterval(cfg.PollInterval); err != nil {
		return nil, err
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
		refreshes:    &refreshes{groups: map[string]*refreshGroup{}},
		crowd:        &crowd{},
		counting:     &sync.Mutex{},
		foresight:    newForesight(cfg),
	}, nil
}

func checkPollInterval(interval time.Duration) error {
	invalid := func(reason string) error { return &gateway.InputError{Field: "poll_interval", Reason: reason} }
	switch {
	case interval < 0:
		return invalid("the poll interval is negative")
	case interval < MinPollInterval:
		return invalid(fmt.Sprintf("the poll interval %v is shorter than %v", interval, MinPollInterval))
	case interval > MaxPollInterval:
		return invalid(fmt.Sprintf("the poll interval %v is longer than %v", interval, MaxPollInterval))
	default:
		return nil
	}
}

// InTenant returns a copy of the client that acts for tenant; "" means no tenant. The copies share connections, tokens,
// the request rate, the API version and what the client remembers of sessions.
func (c *Client) InTenant(tenant string) *Client {
	copied := *c
	copied.gateway, copied.tenant = c.gateway.InTenant(tenant), tenant
	return &copied
}

// Redact replaces the secrets in a text that BOS sent, as in errors. See [gateway.Client.Redact].
func (c *Client) Redact(text string) string { return c.gateway.Redact(text) }

// detached returns a copy of the client whose in-flight requests ignore the end of their context.
func (c *Client) detached() *Client {
	copied := *c
	copied.gateway = c.gateway.Detached()
	return &copied
}

// Endpoint returns the normalized base URL of BOS. See [gateway.Client.Endpoint].
func (c *Client) Endpoint() string { return c.gateway.Endpoint() }

// Tenant returns the tenant that the client acts for, or "" if there is none.
func (c *Client) Tenant() string { return c.tenant }

// Clock returns the clock that the client uses for all pauses and deadlines.
func (c *Client) Clock() gateway.Clock { return c.clock }
