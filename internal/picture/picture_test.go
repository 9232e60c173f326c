// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestRuns(t *testing.T) {
	t.Parallel()
	got, err := runs("ab \x1b[1m\x1b[33mWärning: \x1b[0m\x1b[4m{\x1b[0;32m+")

	want := []run{
		{0, "ab ", style{}},
		{3, "Wärning: ", style{colour: "yellow", bold: true}},
		{12, "{", style{underline: true}},
		{13, "+", style{colour: "green"}},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\ngot  %v\nwant %v", err, got, want)
	}
}

// What would be drawn wrongly is an error.
func TestSVG_errors(t *testing.T) {
	t.Parallel()
	for line, says := range map[string]string{
		"\x1b[38;5;1mx":                "not known",
		"a\tb":                         "cannot be drawn",
		"\xff":                         "cannot be drawn",
		"\x1b[1":                       "without an end",
		strings.Repeat("x", columns+1): "more than 94 columns",
	} {
		_, err := Picture{Panels: []Panel{{Lines: []string{line}}}}.SVG(Light)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// The drawing is XML in which every character of the lines is found, and neither a script nor anything from elsewhere.
func TestSVG_isPlain(t *testing.T) {
	t.Parallel()
	svg, err := Picture{Title: "<t>", Description: `"d" & e`, Panels: []Panel{{Command: "run <x>", Note: "a&b", Lines: []string{"\x1b[31m│\x1b[0m ]]> done"}}}}.SVG(Dark)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	decoder := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !slices.Contains([]string{"svg", "title", "desc", "style", "rect", "path", "circle", "text"}, token.Name.Local) {
				t.Errorf("an element %s", token.Name.Local)
			}
		case xml.CharData:
			texts = append(texts, string(token))
		}
	}
	for _, want := range []string{"<t>", `"d" & e`, "a&b", "$", "run <x>", "]]> done"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no text %q in\n%s", want, svg)
		}
	}
	if strings.Contains(string(svg), "url(") || strings.Contains(string(svg), "href") {
		t.Errorf("it takes something from elsewhere:\n%s", svg)
	}
}
