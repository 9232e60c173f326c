// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// errRecordStays: one of BOS's operators that has read a session writes it as a whole, and brings a record back that was
// deleted in between.
var errRecordStays = errors.New("BOS answered that it has deleted the record, but it still has it: " +
	"one of its operators may have written to the record at the same moment; nothing is started under this name before it is gone")

// confirmDeleted looks for the record after its DELETE, up to five times within 15 s. A chosen name may be used again, by
// the session that replaces this one; a random one never is, nor one of v1 of the API.
func (m *sessionModel) confirmDeleted(ctx context.Context, client *bos.Client) error {
	name := m.Name.ValueString()
	if v1, _ := client.SpeaksV1(); v1 || generatedName.MatchString(name) {
		return nil
	}
	for pause := time.Second; ; pause *= 2 {
		session, err := client.Session(ctx, name)
		switch {
		case errors.Is(err, bos.ErrNotFound) || err == nil && !m.sameSession(session):
			return nil
		case err != nil:
			return fmt.Errorf("whether the record is deleted could not be found out: %w", err)
		case pause > 8*time.Second:
			return errRecordStays
		}
		if cause := client.Clock().Sleep(ctx, pause); cause != nil {
			return fmt.Errorf("%w: %w", cause, errRecordStays)
		}
	}
}
