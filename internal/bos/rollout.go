// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// RolloutTraces is what BOS knows of a rollout: see [Client.RolloutTraces].
type RolloutTraces struct {
	Sessions []Session           // records of its waves' sessions, in the order of the waves
	Nodes    map[string][]string // the nodes that know a wave's session, sorted, by the session's name; nil = none
}

// Found reports whether BOS knows anything of the rollout.
func (t RolloutTraces) Found() bool { return len(t.Sessions) > 0 || len(t.Nodes) > 0 }

// RolloutTraces looks for what BOS knows of a rollout: records of sessions that are named like its waves ([WaveName]),
// and nodes that such a session has taken over or has staged something for. A node keeps the name of its last session
// until another session takes it over, which outlasts the session's record. Nodes store no tenant, so that they may
// know a session of another tenant.
//
// What is found is returned at once. That there is nothing is returned only after three answers in a row over at least
// 35 s, in which a request that an ended process had sent is carried out too, or never will be.
//
// It returns what was found before an error. The error is a *gateway.Error; a *gateway.InputError if BOS could never
// accept the name and, on v1 of the API, where it matches errors.ErrUnsupported; or it wraps the cause of the end of
// ctx. With an error, nothing found does not mean that there is nothing.
func (c *Client) RolloutTraces(ctx context.Context, name string) (RolloutTraces, error) {
	if err := checkRolloutName(name); err != nil {
		return RolloutTraces{}, err
	}
	if err := c.requireComponents(ctx); err != nil {
		return RolloutTraces{}, err
	}
	ctx, cancel := c.clock.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	var absent absence
	for p := (polling{c: c}); ; {
		sentAt := c.clock.Now()
		traces, err := c.rolloutTraces(ctx, name)
		if traces.Found() || err == nil && absent.add(sentAt) {
			return traces, err
		}
		if err == nil {
			p.succeeded()
			p.next = absenceWindow / (absenceAnswers - 1)
		} else if ctx.Err() != nil || p.failures > 0 || !p.tolerate(err) { // the gateway has retried
			return traces, err
		}
		if cause := c.clock.Sleep(ctx, p.next); cause != nil {
			return traces, errors.Join(fmt.Errorf("whether BOS knows rollout %s is not certain yet: %w", name, cause), err)
		}
	}
}

func checkRolloutName(name string) error {
	if RolloutName().accepts(name) {
		return nil
	}
	return &gateway.InputError{Field: "name", Reason: fmt.Sprintf(
		"%q is not a name of a rollout: 1 to %d letters, digits, hyphens, dots and underscores, "+
			"with a letter or digit at both ends", gateway.Shorten(name, 160), MaxRolloutName)}
}

// rolloutTraces asks for all sessions and all nodes, as no request selects names by their beginning.
func (c *Client) rolloutTraces(ctx context.Context, name string) (traces RolloutTraces, err error) {
	sessions, err := c.ListSessions(ctx, SessionFilter{})
	if err != nil {
		return traces, err
	}
	number := func(session string) int { n, _ := ParseWaveName(name, session); return n }
	for _, session := range sessions {
		ours := session.Tenant == c.tenant || session.Tenant == "" && c.tenant != "" // a tenant gets its own alone
		if ours && number(session.Name) > 0 {
			traces.Sessions = append(traces.Sessions, session)
		}
	}
	slices.SortFunc(traces.Sessions, func(a, b Session) int {
		return cmp.Or(cmp.Compare(number(a.Name), number(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	err = c.eachComponent(ctx, ComponentFilter{}, func(node Component) error {
		for _, session := range slices.Compact([]string{node.Session, node.Staged.Session}) {
			if number(session) > 0 {
				traces.note(session, node.ID)
			}
		}
		return nil
	})
	return traces, err
}

// note records that a node knows a session. Nodes come in the order of their IDs.
func (t *RolloutTraces) note(session, node string) {
	if t.Nodes == nil {
		t.Nodes = map[string][]string{}
	}
	t.Nodes[session] = append(t.Nodes[session], node)
}

// NotePlannedRollout records the nodes of a rollout that a plan runs. It returns another rollout that a plan has noted,
// and the nodes that both act on, sorted; "" and nil if there is none. An engine may plan a rollout twice: the second plan
// of a name replaces the first. Of several others it returns the first in the order of names.
func (c *Client) NotePlannedRollout(name string, nodes []string) (other string, shared []string) {
	c.foresight.mu.Lock()
	defer c.foresight.mu.Unlock()
	own := identity{c.tenant, name}
	rollouts := c.foresight.rollouts
	rollouts[own] = setOfNodes(nodes)
	others := slices.SortedFunc(maps.Keys(rollouts), func(a, b identity) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.tenant, b.tenant))
	})
	for _, id := range others {
		if id == own {
			continue
		}
		for node := range rollouts[own] {
			if rollouts[id][node] {
				shared = append(shared, node)
			}
		}
		if len(shared) > 0 {
			slices.Sort(shared)
			return id.name, shared
		}
	}
	return "", nil
}

// ForgetPlannedRollout records that a planned rollout begins or is given up: what is planned from now on does not run
// beside it in the same plan.
func (c *Client) ForgetPlannedRollout(name string) {
	c.foresight.mu.Lock()
	defer c.foresight.mu.Unlock()
	delete(c.foresight.rollouts, identity{c.tenant, name})
}

// FirstRolloutTraces is [Client.RolloutTraces] with one answer: that there is nothing is not certain. It suffices for a
// plan, which starts nothing.
func (c *Client) FirstRolloutTraces(ctx context.Context, name string) (RolloutTraces, error) {
	if err := checkRolloutName(name); err != nil {
		return RolloutTraces{}, err
	}
	if err := c.requireComponents(ctx); err != nil {
		return RolloutTraces{}, err
	}
	return c.rolloutTraces(ctx, name)
}
