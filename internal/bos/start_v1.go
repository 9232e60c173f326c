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

// start makes one POST and never retries it: BOS v1 chooses the name of a session itself, so a second POST could create
// a second session. If the answer is lost, start looks for the session among those that BOS has 35 s after the POST
// (when the POST has been carried out or never will be) and did not have before. The session is ours if it is the only
// candidate. Its nodes may prove that, disprove it, or leave it open.
//
// Starts of the same operation and template run one at a time: nothing else identifies their sessions, and two starts
// that lost their answers could take each other's session.
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
	case err == nil:
		return Started{Session: session}, nil
	case !needsLookUpV1(err):
		return Started{}, v.c.refusedTemplate(ctx, create.TemplateName, err)
	default:
		return s.lookUp(context.WithoutCancel(ctx), err)
	}
}

// needsLookUpV1 reports whether the error leaves open what became of the POST. A gateway may answer 408 when BOS took
// too long.
func needsLookUpV1(err error) bool {
	var failure *gateway.Error
	return errors.As(err, &failure) &&
		(errors.Is(failure, gateway.ErrAmbiguous) || failure.Status == http.StatusRequestTimeout)
}

// startV1 is the state of one start on v1.
type startV1 struct {
	v         sessionsV1
	create    SessionCreate
	before    []string // the ids that BOS listed before the POST
	beforeErr error    // why before is not known
	began     time.Time
}

// candidates are the new sessions that may be the result of the POST.
type candidates struct {
	sessions []candidate
	ghosts   []string // listed without a description, as an aborted POST also leaves behind
}

// unread reports whether the nodes of a candidate are not known yet and will show whether it is ours.
func (c candidates) unread() bool {
	return slices.ContainsFunc(c.sessions, func(one candidate) bool { return one.proof == unread })
}

// lookUp determines the result of the POST, which failed. It ignores interrupts.
func (s *startV1) lookUp(ctx context.Context, failed error) (Started, error) {
	ctx, cancel := s.v.c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	sent := s.v.c.clock.Now()
	var failure *gateway.Error
	if errors.As(failed, &failure) && !failure.SentBy().IsZero() {
		sent = failure.SentBy()
	}
	p := polling{c: s.v.c, next: max(0, sent.Add(commitWindow).Sub(s.v.c.clock.Now()), retryAfter(failed))}
	var last candidates
	var seen bool
	for {
		if cause := s.v.c.clock.Sleep(ctx, p.next); cause != nil {
			if seen && p.failure == nil { // the nodes are still unknown
				return s.decide(failed, last)
			}
			return Started{}, s.unresolved(failed, last, cmp.Or(p.failure, cause))
		}
		found, err := s.findCandidates(ctx)
		switch {
		case err == nil && !found.unread():
			return s.decide(failed, found)
		case err == nil:
			last, seen, p.failure, p.failures, p.refused = found, true, nil, 0, false
			p.next = s.v.c.pollInterval
		case ctx.Err() != nil: // the timeout interrupted a request: the previous failure says more
			return Started{}, s.unresolved(failed, last, cmp.Or(p.failure, err))
		case !p.tolerate(err):
			return Started{}, s.unresolved(failed, found, err)
		default:
			last = found
		}
	}
}

// findCandidates returns the new sessions that may be the result of the POST. With an error it returns those that it
// found before.
func (s *startV1) findCandidates(ctx context.Context) (candidates, error) {
	ids, err := s.v.listIDs(ctx, true)
	if err != nil {
		return candidates{}, err
	}
	slices.Sort(ids)
	var found candidates
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
		case !s.isCandidate(session.Session):
			continue
		}
		if err := s.addCandidate(ctx, session, &found); err != nil {
			return found, err
		}
	}
	return found, nil
}

// addCandidate adds a session with its nodes, unless the nodes show that it is another client's. Without its nodes, a
// session that is complete by now could not be judged.
func (s *startV1) addCandidate(ctx context.Context, of recordV1, found *candidates) error {
	session, err := s.v.withNodes(ctx, of, true)
	switch {
	case errors.Is(err, gateway.ErrNotFound):
		found.ghosts = append(found.ghosts, of.Name)
		return nil
	case err != nil:
		unknown := of.Session
		unknown.NodesUnknown = true
		found.sessions = append(found.sessions, candidate{Session: unknown})
		return err
	}
	if proof := s.prove(ctx, session); proof != foreign {
		found.sessions = append(found.sessions, candidate{Session: session, proof: proof})
	}
	return nil
}

// isCandidate reports whether the inputs and the start time allow the session to be ours. A session without a start
// time, whose agent has not begun, is a candidate.
func (s *startV1) isCandidate(session Session) bool {
	_, same := session.Matches(s.create)
	old := !session.StartTime.IsZero() && session.StartTime.Before(s.began.Add(-clockTolerance))
	return same && !old
}

// decide accepts a session only if it is the only candidate. Without the list from before the POST, a session that was
// started a moment earlier cannot be distinguished from ours.
func (s *startV1) decide(failed error, found candidates) (Started, error) {
	single := len(found.sessions) == 1 && len(found.ghosts) == 0
	if s.beforeErr == nil && single && !found.sessions[0].StartTime.IsZero() {
		only := found.sessions[0]
		return Started{Session: only.Session, Unproven: only.proof != proven}, nil
	}
	why := fmt.Errorf("BOS shows %d sessions that may be it", len(found.sessions)+len(found.ghosts))
	if s.beforeErr != nil {
		why = fmt.Errorf("%w, and which there were before could not be found out: %w", why, s.beforeErr)
	}
	return Started{}, s.unresolved(failed, found, why)
}

func (s *startV1) unresolved(failed error, found candidates, why error) error {
	var sessions []Session
	for _, id := range found.ghosts {
		sessions = append(sessions, Session{Name: id, NodesUnknown: true})
	}
	for _, c := range found.sessions {
		sessions = append(sessions, c.Session)
	}
	slices.SortFunc(sessions, func(a, b Session) int { return cmp.Compare(a.Name, b.Name) })
	return &UnresolvedError{
		Candidates: sessions,
		Err: fmt.Errorf("%w; looking for it: %w; it is one of operation %s and session template %s "+
			"that began about %s: GET %s lists the ids of all sessions, and GET %s/ID describes one",
			failed, why, s.create.Operation, s.create.TemplateName, s.began.UTC().Format(time.RFC3339),
			sessionsPathV1, sessionsPathV1),
	}
}

// candidate is a session that is new since the POST and that may be its result: operation, template and start time
// match.
type candidate struct {
	Session // includes its nodes

	proof proof
}

// proof is what the nodes of a session show about its origin. BOS v1 does not return a session's limit.
type proof int

const (
	// unproven: the limit has other elements than xnames, or some of its nodes are missing (they may be disabled, or
	// not in the template), or the nodes are not known.
	unproven proof = iota
	// unread: the nodes are not known yet, and may prove the origin.
	unread
	// proven: the nodes are exactly the nodes of the limit that are in the template.
	proven
	// foreign: a node is outside of the limit, so the session is another client's.
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

// ofTemplate returns the nodes that the template contains, if the template has lists of nodes only, and nil otherwise:
// group and role membership is known to the hardware state manager only, which is not queried here.
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
