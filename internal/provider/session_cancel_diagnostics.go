// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

func cancelFailed(c *connection, data *sessionModel, err error) diag.Diagnostic {
	if errors.Is(err, errors.ErrUnsupported) {
		return diag.NewErrorDiagnostic("Unable to cancel "+data.called(), cannotCancelOnV1+" Apply that first. Nothing was deleted.")
	}
	detail := c.told(err, data.Tenant) +
		"\n\nSome of its nodes may have been switched off in BOS, others may still be at work. The session stays in the state: destroy it again to go on. " +
		"With on_destroy = \"delete\" (applied first) its nodes are left to finish."
	if errors.Is(err, context.DeadlineExceeded) {
		detail += " With a longer timeouts.delete (applied first) there is more time."
	}
	return diag.NewErrorDiagnostic("Unable to cancel "+data.called(), detail)
}
