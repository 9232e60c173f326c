// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// lockRecord is a component's lock in HSM's JSON.
type lockRecord struct {
	ID                  string `json:"ID"`
	Locked              bool   `json:"Locked"`
	Reserved            bool   `json:"Reserved"`
	ReservationDisabled bool   `json:"ReservationDisabled"`
}

func (c *hsmComponent) lock() lockRecord {
	return lockRecord{c.id, c.locked, c.reserved, c.reservationDisabled}
}

// lockFailed is the answer to GET locks/status while the database is down, and to
// what the database does not understand (lock_get_bad.json).
func lockFailed() answer {
	return hsmProblem(http.StatusInternalServerError, "operation 'GET' failed during query.")
}

// getHSMLockStatus answers GET locks/status. It takes fewer filters than a list of
// components and ignores the others (lock_get_group.json).
func (s *Server) getHSMLockStatus(c *call) answer {
	all, decoded := c.queryFilters()
	if !decoded {
		return undecodable()
	}
	if reserved := all["reserved"]; len(reserved) > 0 {
		if _, err := strconv.ParseBool(reserved[0]); err != nil {
			return hsmBad("bad 'Reserved' query parameter: " + reserved[0])
		}
		all["reserved"] = reserved[:1]
	}
	filters := hsmFilters{}
	for name, values := range all {
		switch name {
		case "type", "state", "role", "subrole", "locked", "reserved":
			filters[name] = values
		case "reservationdisabled":
			filters["reservation_disabled"] = values
		}
	}

	return s.lockStatus(filters)
}

func (s *Server) lockStatus(filters hsmFilters) answer {
	match, detail, failed := s.world.compile(filters)
	switch {
	case detail != "":
		return hsmBad(detail)
	case failed || s.world.hsm.down:
		return lockFailed()
	}
	locks := []lockRecord{}
	for _, c := range s.world.hsm.inOrder() {
		if match(c) {
			locks = append(locks, c.lock())
		}
	}
	// lock_get_none.json, lock_get_bos_none_smd_2.44.json
	if len(locks) == 0 && s.smd.before(release{2, 45, 0}) {
		return noComponent()
	}

	return ok(struct {
		Components []lockRecord `json:"Components"`
	}{locks})
}

func noComponent() answer { return hsmBad("Component not found") }

// postHSMLockStatus answers POST locks/status; an empty list is every component
// (lock_post_empty.json).
func (s *Server) postHSMLockStatus(c *call) answer {
	var body struct{ ComponentIDs []string }
	if a, bad := c.decodeHSM(&body); bad {
		return a
	}
	answered := struct {
		Components []lockRecord `json:"Components"`
		NotFound   []string     `json:"NotFound,omitempty"`
	}{Components: []lockRecord{}}
	wanted := nodeSet{}
	for _, text := range body.ComponentIDs {
		id := xnameOrNone(text)
		if id == "" {
			return hsmBad(badID)
		}
		wanted[id] = struct{}{}
		if s.world.hsm.components[id] == nil {
			answered.NotFound = append(answered.NotFound, id)
		}
	}
	if s.world.hsm.down {
		return storeFailed()
	}
	for _, c := range s.world.hsm.inOrder() {
		if len(wanted) == 0 || wanted.has(c.id) {
			answered.Components = append(answered.Components, c.lock())
		}
	}
	if len(answered.Components) == 0 {
		return noComponent()
	}

	return ok(answered)
}

// lockChange locks or unlocks one component, or returns why it cannot.
type lockChange func(*hsmComponent) string

func lockComponent(c *hsmComponent) string {
	if c.locked {
		return "Locked"
	}
	c.locked = true

	return ""
}

func unlockComponent(c *hsmComponent) string {
	if !c.locked {
		return "Unlocked"
	}
	c.locked = false

	return ""
}

func repairComponent(c *hsmComponent) string {
	c.reservationDisabled = false

	return ""
}

func disableReservations(c *hsmComponent) string {
	c.reservationDisabled, c.reserved = true, false

	return ""
}

// lockFailure says why one of several components was left out.
type lockFailure struct {
	ID     string `json:"ID"`
	Reason string `json:"Reason"`
}

// lockResult is the answer to a change of locks (lock_lock.json).
type lockResult struct {
	Counts struct {
		Total, Success, Failure int
	} `json:"Counts"`
	Success struct {
		ComponentIDs []string `json:"ComponentIDs"`
	} `json:"Success"`
	Failure []lockFailure `json:"Failure"`
}

// changeHSMLocks answers a POST that changes locks. The rigid model, the default,
// changes all or nothing; the flexible one what it can
// (lock_lock_flexible.json).
func (s *Server) changeHSMLocks(change lockChange) func(*call) answer {
	return func(c *call) answer {
		var body struct {
			ComponentIDs    []string
			ProcessingModel string
		}
		if a, bad := c.decodeHSM(&body); bad {
			return a
		}
		rigid, flexible := "rigid", "flexible"
		model := strings.ToLower(cmp.Or(body.ProcessingModel, rigid))
		switch {
		case model != rigid && model != flexible:
			return hsmBad("Invalid Processing Model")
		case s.world.hsm.down:
			return storeFailed()
		}
		var found []*hsmComponent
		for _, text := range body.ComponentIDs {
			id := xnameOrNone(text)
			if id == "" {
				return hsmBad(badID)
			}
			component := s.world.hsm.components[id]
			switch {
			case component == nil && model == rigid:
				return noComponent()
			case component != nil && !slices.Contains(found, component):
				found = append(found, component)
			}
		}

		return changeLocks(found, change, model == rigid)
	}
}

func changeLocks(components []*hsmComponent, change lockChange, rigid bool) answer {
	result := lockResult{Failure: []lockFailure{}}
	result.Success.ComponentIDs = []string{}
	for _, c := range components {
		tried := *c
		reason := change(&tried)
		switch {
		case reason != "" && rigid:
			return hsmBad("Component is " + reason)
		case reason != "":
			result.Failure = append(result.Failure, lockFailure{c.id, reason})
		default:
			result.Success.ComponentIDs = append(result.Success.ComponentIDs, c.id)
		}
	}
	for _, c := range components {
		_ = change(c) // the ones that cannot be changed stay as they are
	}
	result.Counts.Total = len(components)
	result.Counts.Success, result.Counts.Failure = len(result.Success.ComponentIDs), len(result.Failure)

	return ok(result)
}
