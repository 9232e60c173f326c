// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "time"

// NextEvent returns the time of the next scheduled event: until then, only the
// times and durations in the answers change. It reports false if there is none.
func (s *Server) NextEvent() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, run := s.schedule.earliest()

	return at, run != nil
}
