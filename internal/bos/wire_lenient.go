// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/json"
	"math"
)

// lenient is a value that no decision needs. Where it cannot be read, the rest of the answer still counts.
type lenient[T any] struct {
	value      T
	unreadable bool
}

// UnmarshalJSON never fails.
func (l *lenient[T]) UnmarshalJSON(data []byte) error {
	*l = lenient[T]{}
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		l.unreadable = true
		return nil //nolint:nilerr // that is its purpose
	}
	l.value = value
	return nil
}

// percent is NaN where it cannot be read, and 0 where BOS left it out.
type percent struct{ lenient[number] }

func (p percent) float() float64 {
	if p.unreadable {
		return math.NaN()
	}
	return float64(p.value)
}
