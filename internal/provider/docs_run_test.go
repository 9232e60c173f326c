// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readmeScript runs the commands of README on a fresh clone, in CI.
const readmeScript = "scripts/try-readme"

// commandTests returns the tests of this package that promise to run the commands of a page, with the pages: those that call
// commandsOf in a statement of their own, so that no condition but a skip can keep them from it.
func commandTests(t *testing.T) map[string][]string {
	t.Helper()
	sources, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	pages, tests := map[string]string{}, map[string][]*ast.CallExpr{}
	for _, source := range sources {
		parsed, err := parser.ParseFile(token.NewFileSet(), source, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range pageConstant.FindAllStringSubmatch(string(content), -1) {
			pages[found[1]] = found[2]
		}
		for _, declaration := range parsed.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil && strings.HasPrefix(function.Name.Name, "Test") {
				tests[function.Name.Name] = callsOf(function.Body, "commandsOf")
			}
		}
	}
	promised := map[string][]string{}
	for test, calls := range tests {
		for _, call := range calls {
			page, _ := call.Args[1].(*ast.Ident)
			if page == nil || pages[page.Name] == "" {
				t.Errorf("%s: the page of commandsOf has to be a constant", test)
				continue
			}
			promised[test] = append(promised[test], pages[page.Name])
		}
	}
	return promised
}

// callsOf returns the calls of a function in the statements of a body that are expressions or assignments, not in those of
// functions, branches or loops within it.
func callsOf(body *ast.BlockStmt, name string) (calls []*ast.CallExpr) {
	for _, statement := range body.List {
		switch statement.(type) {
		case *ast.ExprStmt, *ast.AssignStmt:
		default:
			continue
		}
		ast.Inspect(statement, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				if called, ok := call.Fun.(*ast.Ident); ok && called.Name == name && len(call.Args) == 2 {
					calls = append(calls, call)
				}
			}
			_, closure := node.(*ast.FuncLit)
			return !closure
		})
	}
	return calls
}

// Each block of commands of README and of the guides is run by the test that it names, which fails otherwise: see commandsOf. Those of
// README that need a clone are run by a script, in CI.
func TestDocs_commandsAreRun(t *testing.T) {
	t.Parallel()
	promised := commandTests(t)
	ci, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	check := func(path, _ string) {
		for _, block := range docsBlocks(t, path) {
			switch test := block.test(); {
			case block.info == "hcl" || block.info == "terraform" || block.info == "text" || block.info == "mermaid":
				continue
			case block.info != "sh":
				t.Errorf("%s:%d: the block is %q; commands are in blocks of sh", block.file, block.line, block.info)
			case test == readmeScript && block.file == "README.md" && strings.Contains(string(ci), readmeScript):
			case !slices.Contains(promised[test], block.file):
				t.Errorf("%s:%d: %q does not call commandsOf for this page in a statement of its own:\n%s", block.file, block.line, test, block.text)
			}
			count++
		}
	}
	check(readmeFile, "")
	walkFiles(t, "../../templates", ".tmpl", check)
	if count < 40 {
		t.Errorf("only %d blocks were found", count)
	}
}
