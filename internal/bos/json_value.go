// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// jsonValue is a value of a JSON text. Unlike encoding/json's own, an object keeps the order of its members, and those
// of one name.
type jsonValue struct {
	kind    string // as a person calls it
	text    string // of a string
	is      bool   // of true or false
	items   []jsonValue
	members []jsonMember
}

type jsonMember struct {
	name  string
	value jsonValue
}

// The kinds of a jsonValue.
const (
	jsonObject = "an object"
	jsonList   = "a list"
	jsonString = "a string"
	jsonNumber = "a number"
	jsonBool   = "true or false"
	jsonNull   = "null"
)

// maxJSONDepth is how deep values may be nested; a session template needs four.
const maxJSONDepth = 64

var errJSONDepth = fmt.Errorf("values are nested more than %d deep", maxJSONDepth)

// jsonError reports a text that is not the JSON of one value.
type jsonError struct {
	line, column int // from 1, in characters
	err          error
}

func (e *jsonError) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", e.line, e.column, e.err)
}
func (e *jsonError) Unwrap() error { return e.err }

// parseJSON parses a text that is the JSON of one value, with nothing behind it. The error is a *jsonError.
func parseJSON(text string) (jsonValue, error) {
	// A decoder of tokens does not say where an error is.
	if err := json.Unmarshal([]byte(text), new(json.RawMessage)); err != nil {
		return jsonValue{}, newJSONError(text[:wrongByte(text)], err)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber() // a number that no float64 holds is a number all the same
	value, err := readJSON(decoder, 0)
	if err != nil {
		return jsonValue{}, newJSONError(text[:decoder.InputOffset()], err)
	}
	return value, nil
}

// wrongByte returns the offset of the byte with which a text ceases to be JSON, that of its end if it is not complete.
func wrongByte(text string) int {
	// The offset in the error is that behind the wrong byte, or that of the end. A byte that is wrong everywhere makes
	// the end the former.
	err := json.Unmarshal([]byte(text+"\x00"), new(json.RawMessage))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return int(syntax.Offset) - 1
	}
	return 0
}

func newJSONError(before string, err error) *jsonError {
	return &jsonError{
		line:   strings.Count(before, "\n") + 1,
		column: utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1,
		err:    err,
	}
}

func readJSON(decoder *json.Decoder, depth int) (jsonValue, error) {
	if depth > maxJSONDepth {
		return jsonValue{}, errJSONDepth
	}
	token, err := decoder.Token()
	if err != nil {
		return jsonValue{}, err
	}
	switch token := token.(type) {
	case string:
		return jsonValue{kind: jsonString, text: token}, nil
	case json.Number:
		return jsonValue{kind: jsonNumber}, nil
	case bool:
		return jsonValue{kind: jsonBool, is: token}, nil
	case json.Delim:
		return readJSONWithin(decoder, depth, token)
	default:
		return jsonValue{kind: jsonNull}, nil
	}
}

// readJSONWithin reads an object or a list after its opening bracket.
func readJSONWithin(decoder *json.Decoder, depth int, begin json.Delim) (jsonValue, error) {
	value := jsonValue{kind: jsonList}
	if begin == '{' {
		value.kind = jsonObject
	}
	for decoder.More() {
		name := ""
		if begin == '{' {
			token, err := decoder.Token()
			if err != nil {
				return jsonValue{}, err
			}
			name, _ = token.(string) // the decoder accepts no other key
		}
		one, err := readJSON(decoder, depth+1)
		if err != nil {
			return jsonValue{}, err
		}
		if begin == '{' {
			value.members = append(value.members, jsonMember{name, one})
		} else {
			value.items = append(value.items, one)
		}
	}
	_, err := decoder.Token() // the closing bracket
	return value, err
}
