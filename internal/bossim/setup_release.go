// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "errors"

// Releases in which set-up changed, by BOS's changelog.
var (
	knowsArch    = release{2, 5, 0}
	skipsUnknown = release{2, 40, 0} // with skip_bad_ids: a node without a component is left out
	skipsLocked  = release{2, 47, 0}
	namesTypes   = release{2, 49, 1} // of exceptions, in a session's error
)

// within reports whether v is one of the releases from one up to before another.
func (v version) within(from, before release) bool { return !v.before(from) && v.before(before) }

// exception returns the error with which an exception of that Python type ends a
// session: since BOS 2.49.1 with its type and a newline, before it the bare text
// (vectors of 2.50.0 and 2.45.0: limit_empty_item).
func (s *Server) exception(kind, text string) error {
	if s.version.before(namesTypes) {
		return errors.New(text)
	}

	return errors.New(kind + ": " + text + "\n")
}

// failsEmpty: earlier releases let a session without nodes succeed.
func (v version) failsEmpty() bool {
	return v.within(release{2, 0, 32}, release{2, 1, 0}) || !v.before(release{2, 10, 0})
}

// filtersNothing: these releases apply their filters to an empty list of nodes, too:
// an empty item of the limit fails it, and HSM refuses to be asked about it.
func (v version) filtersNothing() bool {
	return v.within(release{2, 0, 0}, release{2, 0, 26}) || v.within(release{2, 1, 0}, release{2, 6, 2})
}

// skipsDisabled reports whether the power operators leave nodes alone that HSM has
// disabled, although they are in the session.
func (v version) skipsDisabled() bool {
	return v.before(release{2, 0, 38}) || v.within(release{2, 1, 0}, release{2, 10, 0})
}

// setUpStep is one of the filters that a boot set's nodes go through.
type setUpStep func(*Server, *selection) error

// setUpSteps returns the filters in the order of the release.
func (v version) setUpSteps() []setUpStep {
	var steps []setUpStep
	locksFirst := !v.before(skipsLocked)
	if !v.before(knowsArch) && !locksFirst {
		steps = append(steps, (*Server).keepArch)
	}
	steps = append(steps, (*Server).keepLimit)
	if locksFirst {
		return append(steps, (*Server).keepUnlocked, (*Server).keepTenant, (*Server).keepArch, (*Server).keepEnabled)
	}
	if v.within(release{2, 0, 10}, release{2, 1, 0}) || !v.before(release{2, 3, 0}) {
		steps = append(steps, (*Server).keepEnabled)
	}
	if !v.before(release{2, 1, 1}) {
		steps = append(steps, (*Server).keepTenant)
	}

	return steps
}

// refusesForeign reports whether a listed node that is not the tenant's fails the
// session.
func (v version) refusesForeign() bool { return !v.before(release{2, 11, 0}) }
