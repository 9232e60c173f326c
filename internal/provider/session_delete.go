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

// end stops the session, where on_destroy says so, and deletes its record. A record that
// is somebody else's by now, under the same name, stays.
func end(ctx context.Context, c *connection, client *bos.Client, data *sessionModel, diags *diag.Diagnostics) {
	name := data.Name.ValueString()
	client.Release(name)
	session, err := client.Session(ctx, name)
	if errors.Is(err, bos.ErrNotFound) && !data.Expired.ValueBool() { // the refresh before has found it
		session, err = client.ConfirmedSession(ctx, name)
	}
	cancelling := data.OnDestroy.ValueString() == "cancel" && !data.complete()
	switch {
	case err == nil && !data.sameSession(session):
		return
	case errors.Is(err, bos.ErrNotFound) && data.absent(ctx, c, client, cancelling, diags):
		return
	case err != nil && !errors.Is(err, bos.ErrNotFound):
		diags.Append(deleteFailed(c, data, err)) // whose record it would delete is not known
		return
	case cancelling:
		if err := client.CancelSession(ctx, name); err != nil {
			diags.Append(cancelFailed(c, data, err))
			return
		}
	}

	err = client.DeleteSession(ctx, name)
	if err == nil {
		err = data.confirmDeleted(ctx, client)
	}

	switch {
	case errors.Is(err, bos.ErrNotFound):
	case errors.Is(err, bos.ErrUnauthorized) && generatedName.MatchString(name):
		diags.Append(recordLeft(data, err))
	case err != nil:
		diags.Append(deleteFailed(c, data, err))
	case goesOn(client, session) && !cancelling:
		diags.Append(nodesGoOn(data, session))
	}
}

// goesOn tells whether the nodes of a session finish what they were told when its record is deleted. On v1 of the API
// they do from the start on: nothing stops the agent (100_delete_running.json of v1).
func goesOn(client *bos.Client, session bos.Session) bool {
	v1, _ := client.SpeaksV1() // known: it was asked for the session
	return session.Status == bos.StatusRunning || v1 && !session.Complete()
}
