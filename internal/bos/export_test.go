// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

// SetMaxAnswer lowers the size that an answer may have, in bytes.
func (c *Client) SetMaxAnswer(n int64) { c.maxAnswer = n }
