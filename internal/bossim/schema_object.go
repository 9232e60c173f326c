// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"slices"
	"strings"
)

// property is a field of an object's schema, in the order of the OpenAPI file.
type property struct {
	name   string
	schema *schema
}

func properties(list ...property) keyword {
	return func(v value, path []string) *fault {
		o, isObject := v.(*object)
		if !isObject {
			return nil
		}
		for _, p := range list {
			if !o.has(p.name) {
				continue
			}
			if f := p.schema.check(o.fields[p.name], append(slices.Clone(path), p.name)); f != nil {
				return f
			}
		}

		return nil
	}
}

func required(names ...string) keyword {
	return func(v value, path []string) *fault {
		o, isObject := v.(*object)
		if !isObject {
			return nil
		}
		for _, name := range names {
			if !o.has(name) {
				return &fault{pyString(name) + " is a required property", "required", path}
			}
		}

		return nil
	}
}

// noOthers is additionalProperties: false.
func noOthers(list ...property) keyword {
	return func(v value, path []string) *fault {
		o, isObject := v.(*object)
		if !isObject {
			return nil
		}
		var extras []string
		for _, key := range o.keys {
			if !slices.ContainsFunc(list, func(p property) bool { return p.name == key }) {
				extras = append(extras, key)
			}
		}
		if len(extras) == 0 {
			return nil
		}
		slices.Sort(extras)
		verb := " was"
		if len(extras) > 1 {
			verb = " were"
		}
		for i := range extras {
			extras[i] = pyString(extras[i])
		}

		return &fault{
			"Additional properties are not allowed (" + strings.Join(extras, ", ") + verb + " unexpected)",
			"additionalProperties", path,
		}
	}
}

// closed returns the schema of an object with these properties and no others.
func closed(list ...property) *schema {
	return define(typed("object"), properties(list...), noOthers(list...))
}

// eachProperty is additionalProperties with a schema, for an object without
// properties of its own.
func eachProperty(s *schema) keyword {
	return func(v value, path []string) *fault {
		o, isObject := v.(*object)
		if !isObject {
			return nil
		}
		for _, key := range o.keys {
			if f := s.check(o.fields[key], append(slices.Clone(path), key)); f != nil {
				return f
			}
		}

		return nil
	}
}

// oneOf accepts what matches exactly one of the schemas. BOS's alternatives
// exclude each other, so that more than one never matches.
func oneOf(list ...*schema) keyword {
	return func(v value, path []string) *fault {
		for _, s := range list {
			if s.check(v, path) == nil {
				return nil
			}
		}

		return &fault{pyRepr(v) + " is not valid under any of the given schemas", "oneOf", path}
	}
}
