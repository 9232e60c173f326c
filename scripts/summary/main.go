// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Summary reads what `go test -json` prints, and prints what `go test` would print without -json and -v: the output of
// failed tests, and a line for each package. It writes a line for each skipped test into a file: the reason, a tab, and the
// test.
//
// Usage: go test -json PACKAGES | summary FILE
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -json PACKAGES | summary FILE")
		os.Exit(2)
	}
	file, err := os.OpenFile(os.Args[1], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = newSummary(os.Stdout, file).read(os.Stdin)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "summary:", err)
		os.Exit(1)
	}
}

// event is a line of `go test -json`: see `go doc test2json`.
type event struct{ Action, Package, ImportPath, Test, Output string }

// test is a test, or a package: then it has no name.
type test struct{ pkg, name string }

type summary struct {
	out, skips io.Writer
	printed    map[test][]string // lines of what has not ended yet
}

func newSummary(out, skips io.Writer) *summary {
	return &summary{out: out, skips: skips, printed: map[test][]string{}}
}

func (s *summary) read(in io.Reader) error {
	reader := bufio.NewReader(in)
	for {
		line, err := reader.ReadString('\n')
		if line != "" {
			s.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// line takes over an event. Any other line is not of a test, and is printed.
func (s *summary) line(line string) {
	var e event
	if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &e) != nil {
		fmt.Fprint(s.out, line)
		return
	}
	of := test{e.Package, e.Test}
	switch e.Action {
	case "output":
		s.printed[of] = append(s.printed[of], e.Output)
	case "build-output":
		fmt.Fprint(s.out, e.Output)
	case "skip", "pass":
		if e.Action == "skip" && of.name != "" {
			fmt.Fprintf(s.skips, "%s\t%s %s\n", reason(s.printed[of]), of.pkg, of.name)
		}
		if of.name == "" {
			fmt.Fprint(s.out, lastLine(s.printed[of]))
		}
		delete(s.printed, of)
	case "fail":
		s.failed(of)
	}
}

// failed prints the output of a test; of a package also that of the tests that had not ended.
func (s *summary) failed(of test) {
	if of.name == "" {
		var left []test
		for other := range s.printed {
			if other.pkg == of.pkg && other.name != "" {
				left = append(left, other)
			}
		}
		slices.SortFunc(left, func(a, b test) int { return strings.Compare(a.name, b.name) })
		for _, other := range left {
			s.failed(other)
		}
	}
	for _, line := range s.printed[of] {
		if !strings.HasPrefix(line, "=== ") {
			fmt.Fprint(s.out, line)
		}
	}
	delete(s.printed, of)
}

// lastLine is the line of a package: what else a passed one prints, `go test` leaves out.
func lastLine(lines []string) string {
	for _, line := range slices.Backward(lines) {
		if strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") {
			return line
		}
	}
	return ""
}

var logged = regexp.MustCompile(`^\s*\S+\.go:\d+: (.*)\n$`)

// reason is what a skipped test logged last.
func reason(lines []string) string {
	for _, line := range slices.Backward(lines) {
		if found := logged.FindStringSubmatch(line); found != nil && found[1] != "" {
			return strings.TrimSpace(found[1])
		}
	}
	return "no reason given"
}
