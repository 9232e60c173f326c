// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

var errReleased = errors.New("that session was given up before, and is not adopted")

// before looks for what has the name before the first POST, so that what was there is never taken for what the POST
// has started. A random name needs no look. The zero Started: the name is free.
func (s *start) checkNameFree(ctx context.Context) (Started, error) {
	if s.create.Generated {
		return Started{}, nil
	}
	found, err := s.lookUpName(ctx)
	switch {
	case errors.Is(err, gateway.ErrNotFound):
		s.fresh, s.doubt = s.unknownToNodes(ctx)
		if ctx.Err() != nil {
			return Started{}, &NotStartedError{Name: s.create.Name, Err: context.Cause(ctx)}
		}
		return Started{}, nil
	case err != nil && ctx.Err() != nil:
		return Started{}, &NotStartedError{Name: s.create.Name, Err: context.Cause(ctx)}
	case err != nil:
		return Started{}, &NotStartedError{Name: s.create.Name, Err: fmt.Errorf("whether the name is free could not be found out: %w", err)}
	}
	field, same := found.Matches(s.create)
	taken := &ConflictError{Name: s.create.Name, Field: field, Found: found}
	switch {
	case s.adopt && same && s.history.released:
		return Started{}, fmt.Errorf("%w; %w", taken, errReleased)
	case s.adopt && same:
		return Started{Session: found, Adopted: true}, nil
	default:
		return Started{}, taken
	}
}

// existing looks for a session of the name, as often as any request is repeated, and after every failure that may pass.
func (s *start) lookUpName(ctx context.Context) (Session, error) {
	p := polling{c: s.c}
	for {
		found, err := s.c.get(ctx, s.create.Name, getOptions{once: true})
		var failure *gateway.Error
		if !errors.As(err, &failure) || errors.Is(failure, gateway.ErrNotFound) || ctx.Err() != nil || failure.Lasting() || p.failures == s.c.gateway.MaxRetries() || !p.tolerate(err) {
			return found, err
		}
		if cause := s.c.clock.Sleep(ctx, p.next); cause != nil {
			return Session{}, fmt.Errorf("%w, before this could be tried again: %w", cause, err)
		}
	}
}

// unknownToNodes reports whether no node knows a session of the name. A component keeps the name of its last session
// until another one takes it, longer than the session's record is kept. doubt is why it cannot be told, or that one
// does.
func (s *start) unknownToNodes(ctx context.Context) (unknown bool, doubt error) {
	nodes, err := s.nodes(ctx, 1)
	switch {
	case err != nil:
		return false, fmt.Errorf("its nodes could not be asked before: %w", err)
	case len(nodes) > 0:
		return false, fmt.Errorf("node %s knew an earlier session of that name", nodes[0])
	default:
		return true, nil
	}
}

// errStopVisit ends a visit of components.
var errStopVisit = errors.New("enough")

// nodes are those that know a session of the name, sorted, at most that many (0 = all). A node of a staged session
// knows it twice, once its staged state is applied.
func (s *start) nodes(ctx context.Context, most int) ([]string, error) {
	filters := []ComponentFilter{{Session: s.create.Name}}
	if s.create.Stage {
		filters = append(filters, ComponentFilter{StagedSession: s.create.Name})
	}
	var nodes []string
	for _, filter := range filters {
		err := s.c.eachComponent(ctx, filter, func(component Component) error {
			nodes = append(nodes, component.ID)
			if most > 0 && len(nodes) >= most {
				return errStopVisit
			}
			return nil
		})
		if errors.Is(err, errStopVisit) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(nodes)
	return slices.Compact(nodes), nil
}

// ran asks the nodes, after BOS has shown that it has no session of the name. One that knows the session proves that
// it was started and that its record was deleted since: a second one would run the operation twice. Then found is that
// session, as far as it is known. errAbsent: no node knows it, so it was never started.
func (s *start) fromNodes(ctx context.Context) (found Started, err error) {
	nodes, err := s.nodes(ctx, 0)
	if err != nil {
		return Started{}, err
	}
	if len(nodes) == 0 {
		return Started{}, errAbsent
	}
	create := s.create
	return Started{NodesProve: true, RecordGone: true, Session: Session{
		Name: create.Name, Tenant: s.c.tenant, Operation: create.Operation, TemplateName: create.TemplateName,
		Limit: create.Limit, Stage: &create.Stage, IncludeDisabled: &create.IncludeDisabled,
		Components: nodes, Status: StatusRunning, // set-up assigns the nodes and ends with it
	}}, nil
}
