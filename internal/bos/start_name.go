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

// checkNameFree looks the name up before the first POST, so that an existing session is never taken for the result of
// the POST. It returns the zero Started if the name is free, and the session if it is adopted. A random name needs no
// look-up.
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
		err = fmt.Errorf("whether the name is free could not be found out: %w", err)
		return Started{}, &NotStartedError{Name: s.create.Name, Err: err}
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

// lookUpName gets the session of the name. It retries after every transient failure, as often as the gateway retries
// any request.
func (s *start) lookUpName(ctx context.Context) (Session, error) {
	p := polling{c: s.c}
	for {
		found, err := s.c.get(ctx, s.create.Name, getOptions{once: true})
		var failure *gateway.Error
		if !errors.As(err, &failure) || errors.Is(failure, gateway.ErrNotFound) || ctx.Err() != nil ||
			failure.Lasting() || p.failures == s.c.gateway.MaxRetries() || !p.tolerate(err) {
			return found, err
		}
		if cause := s.c.clock.Sleep(ctx, p.next); cause != nil {
			return Session{}, fmt.Errorf("%w, before this could be tried again: %w", cause, err)
		}
	}
}

// unknownToNodes reports whether no node knows a session of the name. A component keeps the name of its last session
// until another session takes it over, which outlasts the session's record. If unknown is false, doubt is the reason: a
// node knows the name, or the nodes cannot be read.
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

// errStopVisit ends a visit of components early.
var errStopVisit = errors.New("enough")

// nodes returns the nodes that know a session of the name, sorted: at most limit of them, or all if limit is 0. A node
// of a staged session has the name in two fields once its staged state is applied.
func (s *start) nodes(ctx context.Context, limit int) ([]string, error) {
	filters := []ComponentFilter{{Session: s.create.Name}}
	if s.create.Stage {
		filters = append(filters, ComponentFilter{StagedSession: s.create.Name})
	}
	var nodes []string
	for _, filter := range filters {
		err := s.c.eachComponent(ctx, filter, func(component Component) error {
			nodes = append(nodes, component.ID)
			if limit > 0 && len(nodes) >= limit {
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

// fromNodes checks the nodes after BOS has shown that it has no record of the session. A node that knows the session
// proves that it was started and that its record was deleted since; another POST would run the operation twice. In that
// case found is the session as far as it is known. errAbsent: no node knows the session, so it was never started.
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
