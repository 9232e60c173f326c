// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"strconv"
	"strings"
)

// The name of a wave's session is that of its rollout, followed by waveMark and the wave's number.
const (
	waveMark = "-w"

	minWaveDigits = 2
	maxWaveDigits = 5 // a rollout has at most as many waves as a session template has nodes: maxNodeList
)

// MaxRolloutName is how long the name of a rollout may be, in characters, for its waves' sessions to have names that BOS
// accepts, however many waves there are.
const MaxRolloutName = maxNameLength - len(waveMark) - maxWaveDigits

// RolloutName returns the rule for the names of rollouts. Followed by the number of a wave, such a name is an
// [ObjectName].
func RolloutName() NameRule {
	rule := ObjectName()
	rule.Max = MaxRolloutName
	return rule
}

// WaveName returns the name of the session of a wave, from 1, of so many: of the rollout "blue", blue-w01. The number
// has as many digits as the last wave's, but at least two, so that the names sort like the waves.
func WaveName(rollout string, number, of int) string {
	width := max(minWaveDigits, len(strconv.Itoa(of)))
	return fmt.Sprintf("%s%s%0*d", rollout, waveMark, width, number)
}

// ParseWaveName returns the number of the wave whose session has the name. ok is false if the name is not that of a wave
// of the rollout, of however many waves.
func ParseWaveName(rollout, session string) (number int, ok bool) {
	digits, found := strings.CutPrefix(session, rollout+waveMark)
	if !found || len(digits) < minWaveDigits || len(digits) > maxWaveDigits || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	return number, err == nil && number > 0
}
