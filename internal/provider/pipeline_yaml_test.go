// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// yamlFile reads the YAML that the examples use: mappings, sequences, literal blocks, flow sequences of plain scalars,
// quoted and plain scalars of one line. Every scalar is a string. It fails the test on anything else.
type yamlFile struct {
	t     *testing.T
	name  string
	lines []string
	at    int
}

var (
	yamlKey     = regexp.MustCompile(`^([A-Za-z_][\w.-]*):(?: +(.*))?$`)
	yamlComment = regexp.MustCompile(`(^| +)#.*$`)
	yamlQuoted  = regexp.MustCompile(`^("[^"\\]*")(?: +#.*)?$`)
)

// readYAML returns the mapping that a file holds.
func readYAML(t *testing.T, path string) map[string]any {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	y := &yamlFile{t: t, name: path, lines: strings.Split(strings.TrimRight(string(content), "\n"), "\n")}
	y.skip()
	document, isMapping := y.node(0).(map[string]any)
	if y.skip(); !isMapping || y.at != len(y.lines) {
		y.fail("not one mapping")
	}
	return document
}

func (y *yamlFile) fail(why string) {
	y.t.Helper()
	y.t.Fatalf("%s:%d: %s", y.name, y.at+1, why)
}

// skip passes empty lines and comments, and returns the next line's indentation: -1 at the end.
func (y *yamlFile) skip() int {
	for ; y.at < len(y.lines); y.at++ {
		text := strings.TrimLeft(y.lines[y.at], " ")
		if strings.HasPrefix(text, "\t") {
			y.fail("a tab")
		}
		if text != "" && !strings.HasPrefix(text, "#") {
			return len(y.lines[y.at]) - len(text)
		}
	}
	return -1
}

// node reads the mapping or the sequence at that indentation.
func (y *yamlFile) node(indent int) any {
	if strings.HasPrefix(y.lines[y.at][indent:], "- ") {
		items := []any{}
		for y.skip() == indent && strings.HasPrefix(y.lines[y.at][indent:], "- ") {
			rest := y.lines[y.at][indent+2:]
			if yamlKey.MatchString(rest) {
				y.lines[y.at] = strings.Repeat(" ", indent+2) + rest
				items = append(items, y.node(indent+2))
				continue
			}
			items = append(items, y.value(rest, indent))
		}
		return items
	}
	mapping := map[string]any{}
	for y.skip() == indent {
		match := yamlKey.FindStringSubmatch(y.lines[y.at][indent:])
		if match == nil {
			y.fail("neither a key nor an item")
		}
		if _, twice := mapping[match[1]]; twice {
			y.fail("the key " + match[1] + " again")
		}
		mapping[match[1]] = y.value(match[2], indent)
	}
	if y.skip() > indent {
		y.fail("indented too far")
	}
	return mapping
}

// value reads what follows a key or a dash at that indentation.
func (y *yamlFile) value(text string, indent int) any {
	if match := yamlQuoted.FindStringSubmatch(text); match != nil {
		y.at++
		unquoted, err := strconv.Unquote(match[1])
		if err != nil {
			y.fail(err.Error())
		}
		return unquoted
	}
	text = strings.TrimSpace(yamlComment.ReplaceAllString(text, ""))
	y.at++
	switch {
	case text == "|":
		return y.literal(indent)
	case text == "":
		if inner := y.skip(); inner > indent {
			return y.node(inner)
		}
		return ""
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		items := []any{}
		for item := range strings.SplitSeq(text[1:len(text)-1], ",") {
			items = append(items, strings.TrimSpace(item))
		}
		return items
	case strings.ContainsAny(text[:1], "&*!>{}[]'\"|%@`,?-") || strings.Contains(text, ": "):
		y.at--
		y.fail(fmt.Sprintf("a scalar that this reader does not know: %s", text))
	}
	return text
}

// literal reads the lines of a block that are indented further than that.
func (y *yamlFile) literal(indent int) string {
	var block []string
	inner := y.skip()
	if inner <= indent {
		y.fail("an empty block")
	}
	for ; y.at < len(y.lines); y.at++ {
		line := y.lines[y.at]
		if strings.TrimSpace(line) != "" && len(line)-len(strings.TrimLeft(line, " ")) < inner {
			break
		}
		block = append(block, line[min(inner, len(line)):])
	}
	return strings.TrimRight(strings.Join(block, "\n"), "\n") + "\n"
}

// at returns what is under those keys, and fails the test where it is not a T.
func at[T any](t *testing.T, node any, keys ...string) T {
	t.Helper()
	for _, key := range keys {
		mapping, _ := node.(map[string]any)
		node = mapping[key]
	}
	value, ok := node.(T)
	if !ok {
		t.Fatalf("%s is %v", strings.Join(keys, "."), node)
	}
	return value
}

// texts returns a mapping or a sequence of strings under those keys, as a mapping; empty where there is none.
func texts(t *testing.T, node any, keys ...string) map[string]string {
	t.Helper()
	for _, key := range keys {
		mapping, _ := node.(map[string]any)
		node = mapping[key]
	}
	all := map[string]string{}
	if node == nil {
		return all
	}
	for key, value := range at[map[string]any](t, node) {
		all[key] = at[string](t, value)
	}
	return all
}
