// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"sync"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// maxQuery is the longest query, in bytes, by which groups are asked for one by one. Where more are needed, one request
// gets all of them, as BOS itself does: HSM takes as long for it as for each group by itself.
const maxQuery = 2000

// naming is a kind of named sets of components.
type naming struct {
	parameter string
	possible  *regexp.Regexp // names that HSM can have
	request   func(ctx context.Context, c *Client, values url.Values) ([]set, error)
}

var (
	// HSM makes labels lower case when a group is made, and those in a query, too (group_list_upper.json).
	groupNames = naming{"group", regexp.MustCompile(`^[-a-z0-9:._]+$`), requestGroups}

	partitionNames = naming{"partition", regexp.MustCompile(`^p[0-9]+(\.[0-9]+)?$`), requestPartitions}
)

// IsLabel reports whether HSM can have a group of that name.
func IsLabel(name string) bool { return groupNames.possible.MatchString(name) }

// IsPartitionName reports whether HSM can have a partition of that name.
func IsPartitionName(name string) bool { return partitionNames.possible.MatchString(name) }

func requestGroups(ctx context.Context, c *Client, values url.Values) ([]set, error) {
	list, _, err := get[groupList](ctx, c, "/groups", values)
	return list, err
}

func requestPartitions(ctx context.Context, c *Client, values url.Values) ([]set, error) {
	list, _, err := get[partitionList](ctx, c, "/partitions", values)
	return list, err
}

// names are the groups or partitions that a look has asked for.
type names struct {
	flight gateway.SingleFlight[*named]

	mu    sync.Mutex
	known *named // nil = none yet. It is replaced, never changed
}

// named are the members of those names that exist.
type named struct {
	all     bool // every name was asked for
	asked   map[string]bool
	members map[string][]string
}

func (n *named) has(name string) bool { return n != nil && (n.all || n.asked[name]) }

func (n *named) hasAll(asked []string) bool {
	return !slices.ContainsFunc(asked, func(name string) bool { return !n.has(name) })
}

// get returns the members of those names that exist.
func (n *names) get(ctx context.Context, of naming, c *Client, asked []string) (map[string][]string, error) {
	asked = of.canExist(asked)
	known, err := n.flight.Do(ctx,
		func() (*named, bool) {
			n.mu.Lock()
			defer n.mu.Unlock()
			return n.known, n.known.hasAll(asked)
		},
		func(ctx context.Context) (*named, error) { return n.request(ctx, of, c, asked) },
		func(found *named) bool { return found.hasAll(asked) }, // another caller's request was for other names
	)
	if err != nil {
		return nil, err
	}
	found := map[string][]string{}
	for _, name := range asked {
		if members, exists := known.members[name]; exists {
			found[name] = members
		}
	}
	return found, nil
}

// canExist returns the names that HSM can have, sorted and without duplicates.
func (of naming) canExist(asked []string) []string {
	var possible []string
	for _, name := range asked {
		if of.possible.MatchString(name) {
			possible = append(possible, name)
		}
	}
	slices.Sort(possible)
	return slices.Compact(possible)
}

// request asks for the names that are not known yet, and returns all that are known then. Only one runs at a time.
func (n *names) request(ctx context.Context, of naming, c *Client, asked []string) (*named, error) {
	n.mu.Lock()
	before := n.known
	n.mu.Unlock()
	asked = slices.DeleteFunc(slices.Clone(asked), before.has)
	values := url.Values{of.parameter: asked}
	all := len(values.Encode()) > maxQuery
	if all {
		values = nil
	}
	list, err := of.request(ctx, c, values)
	if err != nil {
		return nil, err
	}
	known := before.with(all, asked, list)
	n.mu.Lock()
	n.known = known
	n.mu.Unlock()
	return known, nil
}

// with returns n with the answer to one more request.
func (n *named) with(all bool, asked []string, list []set) *named {
	more := &named{all: all, asked: map[string]bool{}, members: map[string][]string{}}
	if n != nil {
		maps.Copy(more.asked, n.asked)
		maps.Copy(more.members, n.members)
	}
	for _, name := range asked {
		more.asked[name] = true
	}
	for _, one := range list {
		members := []string(one.Members.IDs)
		slices.Sort(members)
		more.members[cmp.Or(one.Label, one.Name)] = members
	}
	return more
}
