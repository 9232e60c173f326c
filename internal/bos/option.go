// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Options are the options of BOS by name. An option that this BOS does not have is absent, so that
// options["reject_nids"].Flag is nil; the value of an option that is not known here is in Other.
type Options map[string]Option

// Option is the value of an option. At most one field is not nil.
type Option struct {
	Number *int64
	Text   *string
	Flag   *bool
	Other  json.RawMessage // of an option that is not known here, or that has an unexpected type
}

// OptionKind is the type of an option's value.
type OptionKind string

// The kinds of options.
const (
	OptionNumber OptionKind = "whole number"
	OptionText   OptionKind = "text"
	OptionFlag   OptionKind = "true or false"
)

func (o Option) kind() OptionKind {
	switch {
	case o.Number != nil:
		return OptionNumber
	case o.Text != nil:
		return OptionText
	case o.Flag != nil:
		return OptionFlag
	default:
		return ""
	}
}

// Equal reports whether two values are the same, which includes their kinds.
func (o Option) Equal(other Option) bool {
	return o.kind() == other.kind() && o.String() == other.String()
}

// String returns the value as BOS writes it, but a text without quotes, and "" for no value.
func (o Option) String() string {
	switch {
	case o.Number != nil:
		return fmt.Sprint(*o.Number)
	case o.Text != nil:
		return *o.Text
	case o.Flag != nil:
		return fmt.Sprint(*o.Flag)
	default:
		return string(o.Other)
	}
}

// MarshalJSON returns the value in JSON, null for no value.
func (o Option) MarshalJSON() ([]byte, error) {
	switch {
	case o.Number != nil:
		return json.Marshal(*o.Number)
	case o.Text != nil:
		return json.Marshal(*o.Text)
	case o.Flag != nil:
		return json.Marshal(*o.Flag)
	case o.Other != nil:
		return o.Other, nil
	default:
		return []byte("null"), nil
	}
}

// OptionsError reports that BOS answered a change of options but does not have the new values: this release has no such
// options, or somebody else changed them meanwhile.
type OptionsError struct {
	Absent  []string // options that this BOS does not have; sorted
	Changed []string // options that have another value; sorted
}

func (e *OptionsError) Error() string {
	var parts []string
	if len(e.Absent) > 0 {
		parts = append(parts, "this BOS does not have the options "+strings.Join(e.Absent, ", ")+": leave them out")
	}
	if len(e.Changed) > 0 {
		parts = append(parts, "BOS shows other values than were set for "+strings.Join(e.Changed, ", ")+
			": somebody else may have changed them at the same time")
	}
	return strings.Join(parts, "; ")
}

// lack returns an *OptionsError if the options do not have the values of the changes.
func (o Options) lack(changes Options) error {
	var failed OptionsError
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		switch value, found := o[name]; {
		case !found:
			failed.Absent = append(failed.Absent, name)
		case !value.Equal(changes[name]):
			failed.Changed = append(failed.Changed, name)
		}
	}
	if failed.Absent == nil && failed.Changed == nil {
		return nil
	}
	return &failed
}
