// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "context"

// DisableComponents: placeholder until the real one lands; delete this file then.
func (c *Client) DisableComponents(context.Context, string) (int, error) { return 0, nil }

// Release: placeholder until the real one lands; delete this file then.
func (c *Client) Release(string) {}
