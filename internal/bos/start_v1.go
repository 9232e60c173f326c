// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// start makes one POST, and never another one: BOS v1 chooses the name of a session itself, so that a second POST could
// be a second session. Where the answer is lost, the session is looked for among those that BOS has 35 s after the
// POST, when it has carried it out or never will, and had not before. It is ours if it is the only one that can be: its
// nodes prove it, show that it is another's, or leave it open.
//
// One start at a time of the same operation and template, as those are all that its session would be told by: two that
// lost their answers could take the same session for their own.
func (v sessionsV1) start(ctx context.Context, create SessionCreate, _ bool) (Started, error) {
	if err := checkAll(v, create); err != nil {
		return Started{}, err
	}
	done, err := v.c.writes.acquire(ctx, exclusiveKey{operation: create.Operation, template: create.TemplateName})
	if err != nil {
		return Started{}, &NotStartedError{Err: err}
	}
	defer done()
	s := startV1{v: v, create: create}
	s.before, s.beforeErr = v.listIDs(ctx, true)
	if ctx.Err() != nil {
		return Started{}, &NotStartedError{Err: context.Cause(ctx)}
	}
	s.began = v.c.clock.Now()
	session, err := sessionsV1{c: v.c.detached()}.create(ctx, create)
	var failure *gateway.Error
	switch {
	case errors.As(err, &failure) && failure.Interrupted() && !failure.Sent():
		return Started{}, &NotStartedError{Err: context.Cause(ctx)}
	case err == nil || !needsLookUpV1(err):
		return Started{Session: session}, err
	default:
		return s.lookUp(context.WithoutCancel(ctx), err)
	}
}

// needsLookUpV1: a gateway may say 408 when it was BOS that took too long.
func needsLookUpV1(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) && (errors.Is(failure, gateway.ErrAmbiguous) || failure.Status == http.StatusRequestTimeout)
}

// startV1 is the state of one start.
type startV1 struct {
	v         sessionsV1
	create    SessionCreate
	before    []string // the ids that there were
	beforeErr error    // why they are not known
	began     time.Time
}

// newcomers are the sessions that BOS has shown since and that may be the one that was to be started.
type newcomers struct {
	candidates []candidate
	ghosts     []string // listed, but without a description, which a POST that was cut off leaves behind, too
}

// unread reports that the nodes of a candidate are still to come, and will say whether it can be the one.
func (n newcomers) unread() bool {
	return slices.ContainsFunc(n.candidates, func(c candidate) bool { return c.proof == unread })
}

// lookUp finds what became of the POST, which failed. It does not heed an interrupt.
func (s *startV1) lookUp(ctx context.Context, failed error) (Started, error) {
	ctx, cancel := s.v.c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	sent := s.v.c.clock.Now()
	var failure *gateway.Error
	if errors.As(failed, &failure) && !failure.SentBy().IsZero() {
		sent = failure.SentBy()
	}
	p := polling{c: s.v.c, next: max(0, sent.Add(commitWindow).Sub(s.v.c.clock.Now()), retryAfter(failed))}
	var last newcomers
	var seen bool
	for {
		if cause := s.v.c.clock.Sleep(ctx, p.next); cause != nil {
			if seen && p.failure == nil { // with nodes still untold
				return s.decide(failed, last)
			}
			return Started{}, s.unresolved(failed, last, cmp.Or(p.failure, cause))
		}
		found, err := s.newcomers(ctx)
		switch {
		case err == nil && !found.unread():
			return s.decide(failed, found)
		case err == nil:
			last, seen, p.failure, p.failures, p.refused = found, true, nil, 0, false
			p.next = s.v.c.pollInterval
		case ctx.Err() != nil: // its time was up in the middle of a request: the failure before tells more
			return Started{}, s.unresolved(failed, last, cmp.Or(p.failure, err))
		case !p.tolerate(err):
			return Started{}, s.unresolved(failed, found, err)
		default:
			last = found
		}
	}
}

// newcomers returns with an error what it had found before that.
func (s *startV1) newcomers(ctx context.Context) (newcomers, error) {
	ids, err := s.v.listIDs(ctx, true)
	if err != nil {
		return newcomers{}, err
	}
	slices.Sort(ids)
	var found newcomers
	for _, id := range ids {
		if slices.Contains(s.before, id) {
			continue
		}
		session, err := s.v.confirmedRecord(ctx, id, true)
		switch {
		case errors.Is(err, gateway.ErrNotFound):
			found.ghosts = append(found.ghosts, id)
			continue
		case err != nil:
			return found, err
		case !s.mayBe(session.Session):
			continue
		}
		if err := s.consider(ctx, session, &found); err != nil {
			return found, err
		}
	}
	return found, nil
}

// consider takes a session in with its nodes, unless they show that it is not the one. Without them, nothing could be
// said of a session that is complete by now.
func (s *startV1) consider(ctx context.Context, of recordV1, found *newcomers) error {
	session, err := s.v.withNodes(ctx, of, true)
	switch {
	case errors.Is(err, gateway.ErrNotFound):
		found.ghosts = append(found.ghosts, of.Name)
		return nil
	case err != nil:
		unknown := of.Session
		unknown.NodesUnknown = true
		found.candidates = append(found.candidates, candidate{Session: unknown})
		return err
	}
	if proof := s.prove(ctx, session); proof != foreign {
		found.candidates = append(found.candidates, candidate{Session: session, proof: proof})
	}
	return nil
}

// mayBe lets a session pass of which BOS does not tell the start: its agent has not come to it.
func (s *startV1) mayBe(session Session) bool {
	_, same := session.Matches(s.create)
	old := !session.StartTime.IsZero() && session.StartTime.Before(s.began.Add(-clockTolerance))
	return same && !old
}

// decide takes a session for the one that was to be started only if nothing else can be it. Without the list of before,
// one that was started a moment earlier cannot be told from it.
func (s *startV1) decide(failed error, found newcomers) (Started, error) {
	if s.beforeErr == nil && len(found.candidates) == 1 && len(found.ghosts) == 0 && !found.candidates[0].StartTime.IsZero() {
		only := found.candidates[0]
		return Started{Session: only.Session, Unproven: only.proof != proven}, nil
	}
	why := fmt.Errorf("BOS shows %d sessions that may be it", len(found.candidates)+len(found.ghosts))
	if s.beforeErr != nil {
		why = fmt.Errorf("%w, and which there were before could not be found out: %w", why, s.beforeErr)
	}
	return Started{}, s.unresolved(failed, found, why)
}

func (s *startV1) unresolved(failed error, found newcomers, why error) error {
	var candidates []Session
	for _, id := range found.ghosts {
		candidates = append(candidates, Session{Name: id, NodesUnknown: true})
	}
	for _, c := range found.candidates {
		candidates = append(candidates, c.Session)
	}
	slices.SortFunc(candidates, func(a, b Session) int { return cmp.Compare(a.Name, b.Name) })
	return &UnresolvedError{
		Candidates: candidates,
		Err: fmt.Errorf("%w; looking for it: %w; it is one of operation %s and session template %s that began about %s: GET %s lists the ids of all sessions, and GET %s/ID describes one",
			failed, why, s.create.Operation, s.create.TemplateName, s.began.UTC().Format(time.RFC3339), sessionsPathV1, sessionsPathV1),
	}
}

// candidate is a session that BOS has shown since the POST, and that may be the one that it started: its operation,
// template and start are those that were asked for.
type candidate struct {
	Session // read with its nodes

	proof proof
}

// proof is what the nodes of a session say about its origin. BOS v1 does not return a session's limit.
type proof int

const (
	// unproven: the limit is not of xnames alone, or some of its nodes are missing (they may be disabled, or not of
	// the template), or the nodes are untold.
	unproven proof = iota
	// unread: the nodes are still to come, and can prove something.
	unread
	// proven: the nodes are exactly those of the limit that the template has.
	proven
	// foreign: a node is outside of the limit.
	foreign
)

func (s *startV1) prove(ctx context.Context, session Session) proof {
	wanted, ok := LimitNodes(s.create.Limit)
	switch {
	case !ok:
		return unproven
	case len(session.Components) == 0 && !session.Complete() && !session.NodesUnknown:
		return unread
	case len(session.Components) == 0:
		return unproven
	case len(without(session.Components, wanted)) > 0:
		return foreign
	case len(session.Components) == len(wanted) || slices.Equal(session.Components, s.ofTemplate(ctx, wanted)):
		return proven
	default:
		return unproven
	}
}

// ofTemplate returns those of nodes that are in the template, as far as it says so: by lists of nodes alone. Who is in
// a group or has a role is known to the hardware state manager only, and it is asked for nothing here. nil where the
// template does not tell.
func (s *startV1) ofTemplate(ctx context.Context, nodes []string) []string {
	template, err := s.v.template(ctx, s.create.TemplateName, true)
	if err != nil {
		return nil
	}
	var listed []string
	for _, set := range template.BootSets {
		if len(set.NodeGroups)+len(set.NodeRolesGroups) > 0 {
			return nil
		}
		listed = append(listed, set.NodeList...)
	}
	slices.Sort(listed)
	return slices.DeleteFunc(slices.Clone(nodes), func(node string) bool {
		_, found := slices.BinarySearch(listed, node)
		return !found
	})
}
