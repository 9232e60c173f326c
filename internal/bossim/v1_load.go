// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"errors"
	"strings"
)

var errNoID = errors.New("nothing in it tells the session's id")

// loadV1Session loads a session. A description with a start comes with a status
// record, one whose start is "" without.
func (s *Server) loadV1Session(text json.RawMessage) error {
	described, err := parseObject(text)
	if err != nil {
		return err
	}
	job := described.text("job")
	id := strings.TrimPrefix(job, "boa-")
	if id == "" {
		return errNoID
	}
	s.store.v1.sessions[id] = &v1Session{
		id: id, operation: described.text("operation"), templateName: described.text("templateName"), job: job,
	}
	if described.text("start_time") != "" {
		status := &v1Status{id: id}
		status.setTimes(described)
		s.store.v1.statuses[id] = status
	}

	return nil
}

func (s *Server) loadV1Status(text json.RawMessage) error {
	shown := v1Shown{}
	if err := json.Unmarshal(text, &shown); err != nil {
		return err
	}
	if shown.ID == "" {
		return errNoID
	}
	s.store.v1.statuses[shown.ID] = &v1Status{
		id: shown.ID, bootSets: shown.BootSets, start: shown.Metadata.StartTime, stop: shown.Metadata.StopTime,
	}

	return nil
}

func (s *Server) loadV1BootSet(text json.RawMessage) error {
	set := &v1BootSet{}
	if err := json.Unmarshal(text, set); err != nil {
		return err
	}
	if set.Session == "" || set.Name == "" {
		return errNoID
	}
	s.keepV1BootSet(set)

	return nil
}
