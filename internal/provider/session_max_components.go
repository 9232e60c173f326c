// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const aboutMaxComponents = "The most nodes that this session may act on. A `limit` that is a list of more xnames " +
	"is an error of the plan, and, where the nodes are foreseen exactly (see the provider's `preview`), so are more nodes, " +
	"in the plan and again right before the start. After the start, apply waits until BOS has written `components`, also with " +
	"`wait_for_completion = false`; if there are more, it cancels the session as `on_destroy = \"cancel\"` does " +
	"and fails. BOS may have acted on some nodes by then: it enables nodes in batches before it writes " +
	"`components`. Where the session cannot be cancelled (v1 of the API, or BOS refuses), and where it was " +
	"adopted, the error says that it continues. A change runs nothing and cancels nothing."

func maxComponentsAttribute() schema.Attribute {
	return schema.Float64Attribute{
		MarkdownDescription: aboutMaxComponents,
		Optional:            true,
		Validators:          []validator.Float64{validCount()},
	}
}

// mustCount reports whether an update must compare the session's nodes with max_components: the apply that started
// the session was interrupted before that, or found too many.
func (m *sessionModel) mustCount(state *sessionModel, origin sessionOrigin) bool {
	bound := m.bound(origin)
	if bound == 0 || state.nameless() || state.Expired.ValueBool() {
		return false
	}
	return !state.complete() || state.ComponentCount.ValueInt64() > bound
}

var errTooManyNodes = errors.New("the session has more nodes than max_components")

// errComponentsKnown ends a wait once BOS has written the session's nodes.
var errComponentsKnown = errors.New("the session is set up")

// countComponents waits until BOS has written the session's nodes, and compares their number with max_components.
// It returns errTooManyNodes or an error of the wait. Afterwards origin holds no bound, unless there are too many
// nodes.
func (m *sessionModel) countComponents(ctx context.Context, client *bos.Client, origin *sessionOrigin) error {
	bound := m.bound(*origin)
	if bound == 0 {
		origin.MaxComponents = 0
		return nil
	}
	looking, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var seen bos.Session
	_, err := client.WaitForSession(looking, m.Name.ValueString(), func(session bos.Session) {
		switch {
		case !m.sameSession(session):
			stop(errReplaced)
			return
		case len(session.Components) > 0 || session.Settled():
			stop(errComponentsKnown)
		}
		m.sessionProgress.fromAPI(session)
		seen = session
	})
	switch cause := context.Cause(looking); {
	case errors.Is(cause, errReplaced):
		return cause
	case err != nil && !errors.Is(cause, errComponentsKnown):
		return err
	case int64(len(seen.Components)) > bound:
		return errTooManyNodes
	}
	origin.MaxComponents = 0
	return nil
}

// cancelTooMany cancels a session that has more nodes than max_components, if it is this resource's own and still
// runs, and reports the result.
func (m *sessionModel) cancelTooMany(
	ctx context.Context, c *connection, client *bos.Client, origin sessionOrigin, diags *diag.Diagnostics,
) {
	switch {
	case m.complete():
		diags.Append(m.tooManyNodes(c, origin, problem{what: "It is complete already: BOS has acted on all of them."}))
		return
	case origin.Adopted || origin.Unproven:
		diags.Append(m.tooManyNodes(c, origin, problem{
			what: "It was not cancelled, as somebody else may have started it: the operation continues on all of its nodes.",
		}))
		return
	}
	cancelling, stop := client.Clock().WithTimeout(ctx, m.timeout("delete", defaultDeleteTimeout))
	defer stop()

	err := client.CancelSession(cancelling, m.Name.ValueString())

	switch {
	case errors.Is(err, errors.ErrUnsupported):
		diags.Append(m.tooManyNodes(c, origin, problem{
			what: "It cannot be cancelled: in v1 of the API, nothing stops the agent that BOS has started for it. The " +
				"operation continues on all of its nodes.",
		}))
		return
	case err != nil:
		why := c.explain(err, m.Tenant)
		why.what = "It could not be cancelled, and the operation continues on its nodes, or on those that were not " +
			"disabled yet: " + why.what
		diags.Append(m.tooManyNodes(c, origin, why))
		return
	}
	if session, err := client.Session(cancelling, m.Name.ValueString()); err == nil && m.sameSession(session) {
		m.sessionProgress.fromAPI(session)
	} else if errors.Is(err, gateway.ErrNotFound) { // cancelling deletes a staged session
		m.Expired = types.BoolValue(true)
	}
	diags.Append(m.tooManyNodes(c, origin, problem{
		what: "It was cancelled. Its nodes stay as they are now. " + nodesReached(cancelling, client, m.Name.ValueString()),
	}))
}

// tooManyNodes returns the error of a session that has more nodes than max_components.
func (m *sessionModel) tooManyNodes(c *connection, origin sessionOrigin, became problem) diag.Diagnostic {
	count, bound := int(m.ComponentCount.ValueInt64()), m.bound(origin)
	return message{
		summary: fmt.Sprintf("Unable to limit %s to %s", m.called(), nodes(int(bound))),
		what:    fmt.Sprintf("BOS started %s on %s, and max_components is %d.", m.described(), nodes(count), bound),
	}.because(became).and(m.hosted().tooMany(m, count, c.speaksV1())).asErrorAt(path.Root("max_components"))
}

// nodesReached says how far BOS came with a session that was cancelled. BOS enables nodes in batches before it
// writes components, and counts the power commands of each node.
func nodesReached(ctx context.Context, client *bos.Client, session string) string {
	var names []string
	err := client.EachComponent(ctx, bos.ComponentFilter{Session: session}, func(node bos.Component) error {
		if node.Attempts != (bos.ComponentAttempts{}) {
			names = append(names, node.ID)
		}
		return nil
	})
	switch {
	case err != nil:
		return "Some may be off: on which of them BOS had acted by then could not be read. " + sentence(err)
	case len(names) == 0:
		return "BOS had sent no power command to any of them by then."
	}
	return fmt.Sprintf("BOS had sent power commands to %s by then, which may be off:\n\n    %s",
		nodes(len(names)), shortened(names, 100, ","))
}
