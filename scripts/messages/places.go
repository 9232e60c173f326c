// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// place is where the code makes a message, or a part of one.
type place struct {
	file      string
	line, col int
	text      string // to know it by
}

// makers are the functions that make a diagnostic, of the plugin framework.
var makers = []string{
	"AddError", "AddWarning", "AddAttributeError", "AddAttributeWarning",
	"NewErrorDiagnostic", "NewWarningDiagnostic", "NewAttributeErrorDiagnostic", "NewAttributeWarningDiagnostic",
	"NewFuncError", "NewArgumentFuncError",
}

// literals are the provider's own types of a message and its parts.
var literals = []string{"message", "problem"}

// described are methods of a validator that no engine calls for a message.
var described = []string{"Description", "MarkdownDescription"}

// fewest is the number of words in a text that is taken for a part of a message.
const fewest = 4

// findPlaces reads the Go files of a folder, without its tests.
func findPlaces(folder string) (places []place, err error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := os.ReadFile(name) //nolint:gosec // the project's own files
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(files, name, content, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, declared := range parsed.Decls {
			if f, isFunc := declared.(*ast.FuncDecl); isFunc && f.Body != nil && !slices.Contains(described, f.Name.Name) {
				places = append(places, inFunction(files, f)...)
			}
		}
	}
	return places, nil
}

func inFunction(files *token.FileSet, f *ast.FuncDecl) (places []place) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if logs(n) {
			return false
		}
		if text, found := made(n); found {
			at := files.Position(n.Pos())
			places = append(places, place{filepath.Base(at.Filename), at.Line, at.Column, f.Name.Name + ": " + text})
		}
		return true
	})
	return places
}

// made is what a node makes of a message.
func made(n ast.Node) (text string, found bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		if selected, isSelector := n.Fun.(*ast.SelectorExpr); isSelector && slices.Contains(makers, selected.Sel.Name) {
			return selected.Sel.Name, true
		}
	case *ast.CompositeLit:
		if named, isName := n.Type.(*ast.Ident); isName && slices.Contains(literals, named.Name) {
			return named.Name + "{}", true
		}
	case *ast.BasicLit:
		if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && len(strings.Fields(text)) >= fewest {
			return fmt.Sprintf("%q", text), true
		}
	}
	return "", false
}

// logs reports whether a node is a call that writes a log.
func logs(n ast.Node) bool {
	call, isCall := n.(*ast.CallExpr)
	if !isCall {
		return false
	}
	selected, isSelector := call.Fun.(*ast.SelectorExpr)
	if !isSelector {
		return false
	}
	of, isName := selected.X.(*ast.Ident)
	return isName && of.Name == "tflog"
}
