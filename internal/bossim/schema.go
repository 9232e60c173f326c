// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// schema is a JSON schema. Its keywords are in the order of BOS's OpenAPI file,
// because BOS reports the first of several faults in that order.
type schema struct {
	keywords []keyword
	nullable bool
	readOnly bool
	// text is the schema as BOS prints it in a parameter's error; see params.go.
	text string
}

// keyword checks one constraint and returns the first fault.
type keyword func(v value, path []string) *fault

// fault is what is invalid, and where.
type fault struct {
	message string
	keyword string
	path    []string
}

// detail returns BOS's message about the fault of a body: with the path of what
// is invalid.
func (f *fault) detail() string {
	if len(f.path) == 0 {
		return f.message
	}

	return f.message + " - '" + strings.Join(f.path, ".") + "'"
}

func (s *schema) check(v value, path []string) *fault {
	if v == nil && s.nullable {
		// For a null of a nullable schema, connexion checks type and enum alone,
		// which the nullable schemas here accept for null.
		return s.readOnlyFault(path)
	}
	for _, k := range s.keywords {
		if f := k(v, path); f != nil {
			return f
		}
	}

	return s.readOnlyFault(path)
}

func (s *schema) readOnlyFault(path []string) *fault {
	if s.readOnly {
		return &fault{"Property is read-only", "readOnly", path}
	}

	return nil
}

// define returns a schema with these keywords.
func define(keywords ...keyword) *schema { return &schema{keywords: keywords} }

func nullable(s *schema) *schema {
	return &schema{keywords: s.keywords, nullable: true, readOnly: s.readOnly, text: s.text}
}

func readOnly(s *schema) *schema {
	return &schema{keywords: s.keywords, nullable: s.nullable, readOnly: true, text: s.text}
}

func withText(s *schema, text string) *schema {
	return &schema{keywords: s.keywords, nullable: s.nullable, readOnly: s.readOnly, text: text}
}

func typed(name string) keyword {
	return func(v value, path []string) *fault {
		if isType(v, name) {
			return nil
		}

		return &fault{pyRepr(v) + " is not of type " + pyString(name), "type", path}
	}
}

// isType follows JSON schema draft 4: 1.0 is not an integer, and true is not a
// number.
func isType(v value, name string) bool {
	switch v := v.(type) {
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case []value:
		return name == "array"
	case *object:
		return name == "object"
	case json.Number:
		return name == "number" || (name == "integer" && !strings.ContainsAny(v.String(), ".eE"))
	default:
		return false
	}
}

func oneOfTexts(texts ...string) keyword {
	list := make([]value, len(texts))
	for i := range texts {
		list[i] = texts[i]
	}

	return func(v value, path []string) *fault {
		if s, isText := v.(string); isText && slices.Contains(texts, s) {
			return nil
		}

		return &fault{pyRepr(v) + " is not one of " + pyRepr(list), "enum", path}
	}
}

// matching applies a Python pattern, in which $ also matches before a final
// newline (session_create_name_trailing_newline.json).
func matching(pattern string) keyword {
	compiled := regexp.MustCompile(pattern)

	return func(v value, path []string) *fault {
		s, isText := v.(string)
		if !isText || compiled.MatchString(s) || compiled.MatchString(strings.TrimSuffix(s, "\n")) {
			return nil
		}

		return &fault{pyRepr(v) + " does not match " + pyString(pattern), "pattern", path}
	}
}

// size returns what the length keywords count, or false for what they do not
// apply to.
func size(v value, of string) (int, bool) {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v), of == "Length"
	case []value:
		return len(v), of == "Items"
	case *object:
		return len(v.keys), of == "Properties"
	default:
		return 0, false
	}
}

// atLeast is minLength, minItems and minProperties.
func atLeast(of string, n int) keyword {
	message := " is too short"
	switch {
	case n == 1:
		message = " should be non-empty"
	case of == "Properties":
		message = " does not have enough properties"
	}

	return atLeastWithMessage(message, of, n)
}

// notEmpty is atLeast 1 with the message of the library that BOS had with v1
// (v1/019_template_create_bs_empty_node_list.json).
func notEmpty(of string) keyword { return atLeastWithMessage(" is too short", of, 1) }

func atLeastWithMessage(message, of string, n int) keyword {
	return func(v value, path []string) *fault {
		if length, applies := size(v, of); applies && length < n {
			return &fault{pyRepr(v) + message, "min" + of, path}
		}

		return nil
	}
}

// atMost is maxLength, maxItems and maxProperties.
func atMost(of string, n int) keyword {
	message := " is too long"
	switch {
	case n == 0:
		message = " is expected to be empty"
	case of == "Properties":
		message = " has too many properties"
	}

	return func(v value, path []string) *fault {
		if length, applies := size(v, of); applies && length > n {
			return &fault{pyRepr(v) + message, "max" + of, path}
		}

		return nil
	}
}

func minimum(n int) keyword {
	return func(v value, path []string) *fault {
		if f, applies := number(v); applies && f < float64(n) {
			return &fault{fmt.Sprintf("%s is less than the minimum of %d", pyRepr(v), n), "minimum", path}
		}

		return nil
	}
}

func maximum(n int) keyword {
	return func(v value, path []string) *fault {
		if f, applies := number(v); applies && f > float64(n) {
			return &fault{fmt.Sprintf("%s is greater than the maximum of %d", pyRepr(v), n), "maximum", path}
		}

		return nil
	}
}

func number(v value) (float64, bool) {
	n, isNumber := v.(json.Number)
	if !isNumber {
		return 0, false
	}
	f, err := n.Float64()

	return f, err == nil
}

// items checks each element of an array.
func items(s *schema) keyword {
	return func(v value, path []string) *fault {
		list, _ := v.([]value)
		for i, item := range list {
			if f := s.check(item, append(slices.Clone(path), strconv.Itoa(i))); f != nil {
				return f
			}
		}

		return nil
	}
}

var booleanSchema = define(typed("boolean"))

// text returns the schema of a string of least to most characters.
func text(least, most int) *schema {
	if least == 0 {
		return define(typed("string"), atMost("Length", most))
	}

	return define(typed("string"), atLeast("Length", least), atMost("Length", most))
}

func integer(least, most int) *schema {
	return define(typed("integer"), minimum(least), maximum(most))
}
