// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"net/http"
)

// v1Shown is a session's status record as GET answers it.
type v1Shown struct {
	BootSets []string   `json:"boot_sets,omitempty"`
	ID       string     `json:"id"`
	Links    []link     `json:"links"`
	Metadata v1Metadata `json:"metadata"`
}

// sessionMetadata calculates a session's metadata; false if a boot set that the record
// names has no record of its own. Before BOS 2.0.9 no session was ever complete
// (v1-csm-1.3/017_session_status_complete.json), and only the named boot sets
// counted for progress.
func (s *Server) sessionMetadata(status *v1Status) (v1Metadata, bool) {
	sum := v1Metadata{StartTime: status.start, StopTime: status.stop}
	for _, name := range status.bootSets {
		set := s.store.v1.bootSets[status.id][name]
		if set == nil {
			return sum, false
		}
		set.refresh()
		sum.ErrorCount += set.Metadata.ErrorCount
		sum.InProgress = sum.InProgress || set.Metadata.InProgress
	}
	if !s.version.before(release{2, 0, 9}) {
		sum.Complete = status.stop != nil
		sum.InProgress = !sum.Complete
	}

	return sum, true
}

// describeV1Status adds the contents of the status record to a session's
// description. What the record lacks stays "".
func (s *Server) describeV1Status(status *v1Status, described map[string]any) {
	sum, whole := s.sessionMetadata(status)
	described["start_time"], described["stop_time"] = status.start, status.stop
	if whole || !s.version.before(release{2, 0, 9}) {
		described["in_progress"] = sum.InProgress
	}
	described["complete"] = sum.Complete
	if whole {
		described["error_count"] = sum.ErrorCount
	}
}

// showV1Status answers with a record. BOS adds up the boot sets while it writes
// the answer, and its worker dies if one has no record
// (v1/124_session_status_bootset_missing.json).
func (s *Server) showV1Status(code int, status *v1Status) answer {
	sum, whole := s.sessionMetadata(status)
	if !whole {
		return workerDies()
	}
	self := v1StatusPath(status.id)
	shown := v1Shown{BootSets: status.bootSets, ID: status.id, Links: []link{{self, "self"}}, Metadata: sum}
	for _, name := range status.bootSets {
		shown.Links = append(shown.Links, link{self + "/" + name, "Boot Set"})
	}

	return jsonAnswer(code, "application/json", shown)
}

func (s *Server) getV1Status(c *call) answer {
	status := s.store.v1.statuses[c.name]
	if status == nil {
		return noBody(http.StatusNotFound)
	}

	return s.showV1Status(http.StatusOK, status)
}

// createV1Status creates a record for any id (v1/125_status_new_session_id.json).
// It does not change an existing one.
func (s *Server) createV1Status(c *call) answer {
	if status := s.store.v1.statuses[c.name]; status != nil {
		return s.showV1Status(http.StatusConflict, status)
	}
	var sent struct {
		BootSets []string   `json:"boot_sets"`
		Metadata v1Metadata `json:"metadata"`
	}
	if err := json.Unmarshal(c.body, &sent); err != nil {
		return internalError()
	}
	status := &v1Status{id: c.name, bootSets: sent.BootSets, start: sent.Metadata.StartTime}
	if status.start == nil {
		status.start = ptr(isoTime(s.now()))
	}
	s.store.v1.statuses[c.name] = status

	return s.showV1Status(http.StatusOK, status)
}

// patchV1Status sets the times, each once (v1/111_status_patch.json).
func (s *Server) patchV1Status(c *call) answer {
	status := s.store.v1.statuses[c.name]
	if status == nil {
		return noBody(http.StatusNotFound)
	}
	status.setTimes(c.object())

	return s.showV1Status(http.StatusOK, status)
}

func (v *v1Status) setTimes(patch *object) {
	if start := patch.text("start_time"); v.start == nil && start != "" {
		v.start = &start
	}
	if stop := patch.text("stop_time"); v.stop == nil && stop != "" {
		v.stop = &stop
	}
}

// deleteV1Status keeps the boot sets' records.
func (s *Server) deleteV1Status(c *call) answer {
	found := s.store.v1.statuses[c.name] != nil
	delete(s.store.v1.statuses, c.name)

	return statusAsBody(found)
}

// statusAsBody returns v1's answer to DELETE of a status record: 200, with the
// intended status as the body (v1/117_bootset_delete.json,
// v1/118_bootset_delete_again.json).
func statusAsBody(found bool) answer {
	meant := http.StatusNotFound
	if found {
		meant = http.StatusNoContent
	}

	return jsonAnswer(http.StatusOK, "application/problem+json", meant)
}
