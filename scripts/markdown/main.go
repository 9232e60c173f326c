// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Markdown checks what the project's pages have in common: that their links lead somewhere, that their words are
// spelled as a dictionary has them, and, with a formatter, that the configurations that they show are formatted.
//
// Usage:
//
//	go run ./scripts/markdown links FILE ...
//	go run ./scripts/markdown words LIST FILE ...
//	go run ./scripts/markdown blocks FOLDER FILE ...
//
// links prints a line for each link that does not resolve. words does it for each word that neither hunspell nor the
// list has, and for what is wrong with the list. Both exit with 1 if there is one. blocks writes each block of HCL to a
// file of its own, whose name is that of its page and line, for `terraform fmt`.
//
// The paths are relative to the root of the project, where it runs.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "scripts/markdown:", err)
		os.Exit(2)
	}
	os.Exit(code)
}

func run(arguments []string) (code int, err error) {
	var check func([]*page) ([]string, error)
	skipped := 2
	switch {
	case len(arguments) > 1 && arguments[0] == "links":
		check, skipped = links, 1
	case len(arguments) > 2 && arguments[0] == "words":
		check = func(pages []*page) ([]string, error) { return words(pages, arguments[1], hunspell) }
	case len(arguments) > 2 && arguments[0] == "blocks":
		check = func(pages []*page) ([]string, error) { return nil, writeBlocks(pages, arguments[1]) }
	default:
		return 2, errors.New("what to check: links FILE ..., words LIST FILE ... or blocks FOLDER FILE")
	}
	var pages []*page
	for _, path := range arguments[skipped:] {
		text, err := os.ReadFile(path)
		if err != nil {
			return 2, err
		}
		pages = append(pages, parse(path, string(text)))
	}
	faults, err := check(pages)
	if err != nil {
		return 2, err
	}
	for _, fault := range faults {
		fmt.Println(fault)
	}
	if len(faults) > 0 {
		return 1, nil
	}
	return 0, nil
}
