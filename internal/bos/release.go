// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"slices"
	"strconv"
	"strings"
)

// release is a version of BOS as numbers.
type release [3]int

// firstUnknownRelease is the first minor release whose rules are not known.
var firstUnknownRelease = release{2, 51}

// reportedBy20 is the version that BOS 2.0 reports (001_version.json of CSM 1.3), and csm13 the release that CSM 1.3 has.
var (
	reportedBy20 = release{1, 0, 0}
	csm13        = release{2, 0, 5}
)

// release returns the version as numbers. What follows the digits of the patch is ignored.
func (v Version) release() (r release, ok bool) {
	for i, text := range []string{v.Major, v.Minor, v.Patch} {
		end := strings.IndexFunc(text, func(c rune) bool { return c < '0' || c > '9' })
		if end >= 0 && i == 2 {
			text = text[:end]
		}
		number, err := strconv.Atoi(text)
		if err != nil {
			return release{}, false
		}
		r[i] = number
	}
	return r, true
}

func (r release) atLeast(other release) bool { return slices.Compare(r[:], other[:]) >= 0 }

// line reports whether r is a patch of the minor release other, and not an older one than that.
func (r release) line(major, minor, patch int) bool {
	return r[0] == major && r[1] == minor && r[2] >= patch
}

// TargetsKnown reports whether the rules are known by which BOS of this version picks the nodes of a session: 2.0 to 2.50.
// BOS 2.0 that reports 1.0.0 does not say which of its rules it has.
func (v Version) TargetsKnown() bool {
	r, ok := v.release()
	return ok && r.atLeast(release{2}) && !r.atLeast(firstUnknownRelease)
}

// targetStep is a filter that BOS applies to the nodes of a boot set when it sets up a session.
type targetStep int

const (
	stepLimit targetStep = iota + 1
	stepLock
	stepTenant
	stepArch    // asks HSM for the components
	stepEnabled // asks HSM for the components, unless the session includes disabled nodes
)

// targetRules are the rules of a release by which BOS picks the nodes of a session. Those of 2.45 and 2.50 were observed,
// the others read in BOS's source.
type targetRules struct {
	steps        []targetStep
	listInTenant bool // a node of node_list outside the tenant fails the session
	stopsEmpty   bool // no filter is applied to an empty set. Otherwise HSM refuses to be asked for no component
	emptyFails   bool // a session without nodes fails
	skipsMissing bool // nodes that BOS has no record of are left out. Otherwise they keep the session pending
	typedErrors  bool // the type of an error precedes its text
}

// targetRules returns the rules of the release, and those of the newest one that is known for everything else.
func (v Version) targetRules() targetRules {
	r, ok := v.release()
	switch {
	case !ok:
		r = firstUnknownRelease
	case r == reportedBy20:
		r = csm13
	}
	return targetRules{
		steps:        r.targetSteps(),
		listInTenant: r.atLeast(release{2, 11}),
		stopsEmpty:   r.line(2, 0, 26) || r.atLeast(release{2, 6, 2}),
		emptyFails:   r.line(2, 0, 32) || r.atLeast(release{2, 10}),
		skipsMissing: r.atLeast(release{2, 40}),
		typedErrors:  r.atLeast(release{2, 49, 1}),
	}
}

// targetSteps returns the filters in BOS's order. Each looks at one node at a time, so the order does not change the
// nodes that are left, but the reason for which one is left out, and which error ends the session.
func (r release) targetSteps() []targetStep {
	switch {
	case r.atLeast(release{2, 47}):
		return []targetStep{stepLimit, stepLock, stepTenant, stepArch, stepEnabled}
	case r.atLeast(release{2, 5}):
		return []targetStep{stepArch, stepLimit, stepEnabled, stepTenant}
	case r.atLeast(release{2, 3}):
		return []targetStep{stepLimit, stepEnabled, stepTenant}
	case r.atLeast(release{2, 1, 1}):
		return []targetStep{stepLimit, stepTenant}
	case r.line(2, 0, 10):
		return []targetStep{stepLimit, stepEnabled}
	default:
		return []targetStep{stepLimit}
	}
}

// AsksForLocks reports whether BOS of this version asks HSM for locked nodes. See [hsm.Look.LockQuery].
func (v Version) AsksForLocks() bool { return slices.Contains(v.targetRules().steps, stepLock) }
