// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// SessionInOtherVersion asks for a session in the version of the API that this client does not speak, which it returns:
// BOS with both versions knows each session in one of them only. The session comes without its nodes.
// gateway.ErrNotFound: it is not there either, or the system does not have that version.
func (c *Client) SessionInOtherVersion(ctx context.Context, name string) (APIVersion, Session, error) {
	if err := checkName("name", name); err != nil {
		return "", Session{}, err
	}
	spoken, err := c.APIVersion(ctx)
	if err != nil {
		return "", Session{}, err
	}
	if spoken == APIv1 {
		session, err := sessionsV2{c}.get(ctx, name)
		var failure *gateway.Error
		if errors.As(err, &failure) && noSuchPath(failure) {
			err = gateway.ErrNotFound
		}
		return APIv2, session, err
	}
	found, err := sessionsV1{c: c}.describe(ctx, name, false)
	var none *NoV1Error
	if errors.As(err, &none) {
		err = gateway.ErrNotFound
	}
	return APIv1, found.Session, err
}
