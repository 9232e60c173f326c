// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net"
	"net/http"
)

// SetMaxAnswer lowers the size that an answer may have, in bytes.
func (c *Client) SetMaxAnswer(n int64) { c.maxAnswer = n }

// DialWith has connections made by dial.
func (c *Client) DialWith(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	if transport, ok := c.rest.GetClient().Transport.(*http.Transport); ok {
		transport.DialContext = dial
	}
}
