// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

var errTrailing = errors.New("data after the JSON value")

// parseJSON decodes one JSON value and nothing after it. The last value of a
// repeated key counts (session_create_duplicate_keys.json).
func parseJSON(data []byte) (value, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	v, err := parseValue(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}

	return v, nil
}

// parseObject decodes a JSON object.
func parseObject(data []byte) (*object, error) {
	v, err := parseJSON(data)
	if err != nil {
		return nil, err
	}
	o, isObject := v.(*object)
	if !isObject {
		return nil, fmt.Errorf("%s is not an object", pyRepr(v))
	}

	return o, nil
}

func parseValue(decoder *json.Decoder) (value, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return parseFields(decoder)
	case json.Delim('['):
		list := []value{}
		for decoder.More() {
			item, err := parseValue(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err := decoder.Token()

		return list, err
	default:
		return token, nil
	}
}

func parseFields(decoder *json.Decoder) (value, error) {
	o := newObject()
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		v, err := parseValue(decoder)
		if err != nil {
			return nil, err
		}
		name, isText := key.(string)
		if !isText {
			return nil, fmt.Errorf("%v is not a key", key)
		}
		o.set(name, v)
	}
	_, err := decoder.Token()

	return o, err
}
