// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package none stands in for the backends of remote state that live in modules
// of their own, which the Go module proxy does not have.
package none

import "github.com/hashicorp/terraform/internal/backend"

// New returns no backend: a configuration that asks for one cannot be used.
func New() backend.Backend { return nil }
