// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// errReplaced is that the name is another session's by now.
var errReplaced = fmt.Errorf("the session was deleted and its name used again: %w", bos.ErrNotFound)

// follow waits for the session's end and gets its outcome: from its record or, where that is gone, from its nodes, which
// byNodes reports. The model keeps up with every change, so that nothing that was seen is lost. ErrNotFound: neither says
// what became of it.
func (m *sessionModel) follow(ctx context.Context, client *bos.Client, origin sessionOrigin) (byNodes bool, err error) {
	for {
		err := m.watch(ctx, client)
		if err == nil {
			err = m.fetchOutcome(ctx, client.WaitForOutcome)
		}
		var untold *bos.UntoldError
		switch {
		case errors.As(err, &untold), errors.Is(err, bos.ErrNodesUntold): // the session is there, what became of its nodes is not
			return false, nil
		case !errors.Is(err, bos.ErrNotFound):
			return false, err
		case m.judgeable(): // cleaned up since the last look, and not needed
			m.Expired = types.BoolValue(true)
			return false, nil
		}
		ended := bos.ErrNodesUntold
		if origin.NodesProve && !errors.Is(err, errReplaced) {
			ended = m.followNodes(ctx, client)
		}
		switch {
		case errors.Is(ended, bos.ErrFoundAgain):
			continue
		case !errors.Is(ended, bos.ErrNodesUntold):
			return true, ended
		case m.complete():
			m.Expired = types.BoolValue(true)
			return false, nil
		default:
			return false, err
		}
	}
}

// watch waits for the end of the session by its record.
func (m *sessionModel) watch(ctx context.Context, client *bos.Client) error {
	looking, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	_, err := client.WaitForSession(looking, m.Name.ValueString(), func(session bos.Session) {
		if !m.sameSession(session) {
			stop(errReplaced)
			return
		}
		m.Expired = types.BoolValue(false)
		if !m.complete() {
			m.sessionProgress.fromAPI(session)
		}
		tflog.Info(ctx, "Session goes on", map[string]any{
			"name": session.Name, "status": session.Status, "components": len(session.Components), "error": session.Error,
		})
	})
	if cause := context.Cause(looking); errors.Is(cause, errReplaced) {
		return cause
	}
	return err
}

// followNodes waits for the end of a session whose record is gone, by its nodes, and gets its outcome from them. What was
// staged cannot be judged so: its nodes may never come to work for it.
func (m *sessionModel) followNodes(ctx context.Context, client *bos.Client) error {
	components := m.componentList()
	if len(components) == 0 || m.Stage.ValueBool() {
		return bos.ErrNodesUntold
	}
	tflog.Info(ctx, "Session has no record any more, its nodes are asked", map[string]any{"name": m.Name.ValueString(), "components": len(components)})
	outcome, err := client.WaitForNodes(ctx, m.Name.ValueString(), components, m.complete())
	if err != nil {
		return err
	}
	// It has come to its end, and nobody can say when.
	m.Status = types.StringValue(bos.StatusComplete)
	m.Outcome = outcomeFromAPI(outcome)
	m.Expired = types.BoolValue(true)
	return nil
}

// componentList returns the session's nodes, nil if they are not known.
func (m *sessionProgress) componentList() []string {
	if m.Components.ValueString() == "" {
		return nil
	}
	return strings.Split(m.Components.ValueString(), ",")
}

// outcomeReader gets the outcome of a complete session, with more or less patience. It is nil while the numbers are those
// of before the session's end: a cache or a replica may lag behind.
type outcomeReader func(ctx context.Context, name string, components []string) (*bos.Outcome, error)

// fetchOutcome asks once what became of the nodes of a complete session.
func (m *sessionModel) fetchOutcome(ctx context.Context, read outcomeReader) error {
	if !m.complete() || !m.Outcome.IsNull() {
		return nil
	}
	outcome, err := read(ctx, m.Name.ValueString(), m.componentList())
	if err != nil {
		return err
	}
	if outcome != nil && m.ComponentCount.IsNull() && outcome.Components != nil {
		m.Components = types.StringValue(strings.Join(outcome.Components, ","))
		m.ComponentCount = types.Int64Value(int64(len(outcome.Components)))
	}
	m.Outcome = outcomeOrNull(outcome)
	return nil
}

// nameNodes fills in the lists that the outcome in the state of an earlier release lacks. found is whether BOS has the
// session's record. Where BOS cannot be asked, they stay null for the next refresh.
func (m *sessionModel) nameNodes(ctx context.Context, client *bos.Client, origin sessionOrigin, found bool) {
	outcome := outcomeToAPI(m.Outcome)
	if outcome == nil || !m.unnamed() {
		return
	}
	if found || origin.NodesProve {
		named, err := client.NameNodes(ctx, *outcome, m.Name.ValueString(), m.componentList())
		if errors.Is(err, bos.ErrUnavailable) || ctx.Err() != nil {
			return
		}
		outcome = &named
	}
	m.Outcome = outcomeFromAPI(*outcome)
}

func (m *sessionModel) unnamed() bool {
	values := m.Outcome.Attributes()
	return values["failed_nodes"].IsNull() || values["held_nodes"].IsNull()
}
