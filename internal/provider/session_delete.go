// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// generatedPrefix begins the names that Create makes up.
const generatedPrefix = "tf-"

var generatedName = regexp.MustCompile(`^` + generatedPrefix + `[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// end deletes the session's record.
func end(ctx context.Context, client *bos.Client, data *sessionModel, diags *diag.Diagnostics) {
	name := data.Name.ValueString()
	session, running := stillRunning(ctx, client, data)

	err := client.DeleteSession(ctx, name)

	switch {
	case errors.Is(err, bos.ErrNotFound):
	case errors.Is(err, bos.ErrUnauthorized) && generatedName.MatchString(name):
		diags.Append(recordLeft(data, err))
	case err != nil:
		diags.Append(deleteFailed(data, err))
	case running:
		diags.Append(nodesGoOn(data, session))
	}
}

// stillRunning asks BOS only when the state does not know the session's end.
func stillRunning(ctx context.Context, client *bos.Client, data *sessionModel) (bos.Session, bool) {
	if data.Status.ValueString() == bos.StatusComplete || data.Expired.ValueBool() {
		return bos.Session{}, false
	}
	session, err := client.Session(ctx, data.Name.ValueString())
	return session, err == nil && session.Status == bos.StatusRunning
}
