// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// pyRepr formats v as Python's repr does: BOS's validation errors quote the
// invalid value in this form.
func pyRepr(v value) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}

		return "False"
	case string:
		return pyString(v)
	case json.Number:
		return pyNumber(v)
	case int:
		return strconv.Itoa(v)
	case []value:
		items := make([]string, len(v))
		for i := range v {
			items[i] = pyRepr(v[i])
		}

		return "[" + strings.Join(items, ", ") + "]"
	case *object:
		items := make([]string, len(v.keys))
		for i, key := range v.keys {
			items[i] = pyString(key) + ": " + pyRepr(v.fields[key])
		}

		return "{" + strings.Join(items, ", ") + "}"
	default:
		return fmt.Sprint(v)
	}
}

func pyString(s string) string {
	quote := '\''
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteRune(quote)
	for _, r := range s {
		switch {
		case r == quote || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString("\\n")
		case r == '\r':
			b.WriteString("\\r")
		case r == '\t':
			b.WriteString("\\t")
		case r < ' ' || r == 0x7f || (r > 0x7f && r <= 0xff && !unicode.IsPrint(r)):
			fmt.Fprintf(&b, "\\x%02x", r)
		case r > 0xffff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, "\\U%08x", r)
		case r > 0xff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteRune(quote)

	return b.String()
}

// pyNumber keeps integers as they are; Python prints floats in the shortest form
// that reads back the same.
func pyNumber(n json.Number) string {
	text := n.String()
	if !strings.ContainsAny(text, ".eE") {
		return text
	}
	f, err := n.Float64()
	if err != nil {
		return "inf"
	}
	text = strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}

	return text
}
