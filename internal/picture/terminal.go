// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package picture

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// style is how a terminal shows characters.
type style struct {
	colour          string // a key of Theme.colours; "" = the terminal's own
	bold, underline bool
}

// run is text of one style, in one line.
type run struct {
	column int // of its first character
	text   string
	style
}

// Colours by SGR parameter: those that Terraform, OpenTofu and the pictures use.
var colours = map[string]string{"31": "red", "32": "green", "33": "yellow", "34": "blue", "36": "cyan", "90": "grey"}

// runs splits a line at its SGR escape sequences. Any other control character is an error: it could not be drawn.
func runs(line string) ([]run, error) {
	var all []run
	var now style
	column := 0
	for rest := line; rest != ""; {
		text, after, escaped := strings.Cut(rest, "\x1b[")
		if at := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == utf8.RuneError }); at >= 0 {
			return nil, fmt.Errorf("the line %q has a character that cannot be drawn", line)
		}
		if text != "" {
			all = append(all, run{column, text, now})
			column += utf8.RuneCountInString(text)
		}
		if !escaped {
			break
		}
		parameters, text, ended := strings.Cut(after, "m")
		if !ended {
			return nil, fmt.Errorf("the line %q has an escape sequence without an end", line)
		}
		for parameter := range strings.SplitSeq(parameters, ";") {
			next, err := now.changed(parameter)
			if err != nil {
				return nil, fmt.Errorf("the line %q: %w", line, err)
			}
			now = next
		}
		rest = text
	}

	return all, nil
}

// changed is the style after one SGR parameter.
func (s style) changed(parameter string) (style, error) {
	switch colour := colours[parameter]; {
	case parameter == "" || parameter == "0":
		return style{}, nil
	case parameter == "1":
		s.bold = true
	case parameter == "4":
		s.underline = true
	case colour != "":
		s.colour = colour
	default:
		return s, fmt.Errorf("the SGR parameter %q is not known", parameter)
	}

	return s, nil
}
