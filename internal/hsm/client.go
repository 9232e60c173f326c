// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Client reads from one HSM. It is safe for concurrent use. [New] makes one.
type Client struct {
	gateway *gateway.Client

	mu      sync.Mutex
	current *Look // nil = nobody looked yet
}

// New returns a client that reaches HSM through g, whose endpoint must be that of [Service]. It makes no request. HSM
// knows no tenants, so the client acts for none.
func New(g *gateway.Client) *Client { return &Client{gateway: g.InTenant("")} }

// Endpoint returns the normalized base URL of HSM.
func (c *Client) Endpoint() string { return c.gateway.Endpoint() }

// Look returns the current look if its components were requested at most maxAge ago or have yet to be requested, and
// otherwise a new one, which becomes the current look. 0 means always a new one. A look that is no longer current stays
// valid for those who hold it.
func (c *Client) Look(maxAge time.Duration) *Look {
	c.mu.Lock()
	defer c.mu.Unlock()
	if maxAge <= 0 || c.current == nil || !c.current.within(maxAge) {
		c.current = &Look{client: c}
	}
	return c.current
}

// maxAnswer is the longest answer, in bytes. 25 630 components have 3.5 MB, and 500 groups of 10 000 nodes 0.5 MB.
const maxAnswer = 16 << 20

// get makes one GET. sentAt receives the time at which its last attempt was begun.
func get[T any](ctx context.Context, c *Client, path string, values url.Values) (answer T, sentAt time.Time, err error) {
	answer, err = gateway.Call[T](ctx, c.gateway, gateway.Request{
		Method: http.MethodGet, Path: path, Values: values, SentAt: &sentAt, MaxAnswer: maxAnswer,
	})
	return answer, sentAt, err
}
