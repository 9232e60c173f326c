// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"slices"
)

// value is decoded JSON: nil, bool, string, json.Number, []value or *object.
type value = any

// object is a JSON object that preserves the order of its keys, as BOS's
// dictionaries do: error messages show it.
type object struct {
	keys   []string
	fields map[string]value
}

func newObject() *object { return &object{fields: map[string]value{}} }

func (o *object) has(key string) bool {
	_, found := o.fields[key]

	return found
}

// set keeps the position of an existing key.
func (o *object) set(key string, v value) {
	if !o.has(key) {
		o.keys = append(o.keys, key)
	}
	o.fields[key] = v
}

func (o *object) remove(key string) {
	if o.has(key) {
		delete(o.fields, key)
		o.keys = slices.DeleteFunc(o.keys, func(k string) bool { return k == key })
	}
}

// text returns the string under key, or "".
func (o *object) text(key string) string {
	s, _ := o.fields[key].(string)

	return s
}

// sub returns the object under key, or an empty one.
func (o *object) sub(key string) *object {
	if sub, isObject := o.fields[key].(*object); isObject {
		return sub
	}

	return newObject()
}

// texts returns the list of strings under key.
func (o *object) texts(key string) []string {
	list, _ := o.fields[key].([]value)
	texts := make([]string, 0, len(list))
	for _, v := range list {
		if s, isText := v.(string); isText {
			texts = append(texts, s)
		}
	}

	return texts
}

// MarshalJSON sorts the keys, as BOS's answers do.
func (o *object) MarshalJSON() ([]byte, error) {
	return json.Marshal(o.fields)
}

// clone returns a deep copy of v.
func clone(v value) value {
	switch v := v.(type) {
	case *object:
		c := newObject()
		for _, key := range v.keys {
			c.set(key, clone(v.fields[key]))
		}

		return c
	case []value:
		c := make([]value, len(v))
		for i := range v {
			c[i] = clone(v[i])
		}

		return c
	default:
		return v
	}
}

// merge merges patch into o: objects merge, everything else is replaced.
func (o *object) merge(patch *object) {
	for _, key := range patch.keys {
		into, isObject := o.fields[key].(*object)
		from, fromObject := patch.fields[key].(*object)
		if isObject && fromObject {
			into.merge(from)
		} else {
			o.set(key, clone(patch.fields[key]))
		}
	}
}

// sortedKeys returns v with the keys of its objects sorted, as BOS's own clients
// get it.
func sortedKeys(v value) value {
	switch v := v.(type) {
	case *object:
		c := newObject()
		for _, key := range slices.Sorted(slices.Values(v.keys)) {
			c.set(key, sortedKeys(v.fields[key]))
		}

		return c
	case []value:
		c := make([]value, len(v))
		for i := range v {
			c[i] = sortedKeys(v[i])
		}

		return c
	default:
		return v
	}
}
