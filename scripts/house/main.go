// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// House measures how easily the code can be read: for each package, how many references between its files run against
// their order, which files are fragments, and which lines are long.
//
// A file refers to another one if it uses a package-level name or a method that is declared there. The order is the one
// of the files in which the fewest pairs of files refer backwards, as far as a search finds it: what is left are
// cycles.
//
// Usage: go run ./scripts/house [-pairs] [FOLDER ...]
//
// Without folders it measures the layers of the provider. -pairs lists the pairs that refer backwards.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	tab      = 1   // columns, as most linters count
	long     = 120 // columns
	tooLong  = 160
	fragment = 40 // lines
)

func main() {
	pairs := flag.Bool("pairs", false, "list the pairs of files that refer backwards")
	flag.Parse()
	folders := flag.Args()
	if len(folders) == 0 {
		folders = []string{
			"internal/gateway", "internal/bos", "internal/provider", "internal/bossim", "internal/bossim/gateway",
		}
	}
	fmt.Printf("%-24s %5s %6s %5s %8s %5s %5s %9s\n",
		"package", "files", "lines", "pairs", "backward", ">120", ">160", "fragments")
	for _, folder := range folders {
		h, err := measure(folder)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		backward := h.backward()
		fmt.Printf("%-24s %5d %6d %5d %8d %5d %5d %9d\n",
			folder, len(h.files), h.lines, h.references(), len(backward), h.long, h.tooLong, len(h.fragments))
		if *pairs {
			for _, pair := range backward {
				fmt.Printf("    %s -> %s: %s\n", pair[0], pair[1], strings.Join(h.uses[pair[0]][pair[1]], ", "))
			}
			for _, file := range h.fragments {
				fmt.Printf("    fragment: %s\n", file)
			}
		}
	}
}

// house is a package, as measured.
type house struct {
	files     []string
	uses      map[string]map[string][]string // names that a file uses, by the file that declares them
	lines     int
	long      int
	tooLong   int
	fragments []string
}

func measure(folder string) (*house, error) {
	h := &house{uses: map[string]map[string][]string{}}
	fset := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var syntax []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		h.count(filepath.Base(path), string(text))
		file, err := parser.ParseFile(fset, path, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		syntax = append(syntax, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	// What other packages declare is not needed, and not loaded: errors about it are expected.
	config := types.Config{Error: func(error) {}, Importer: nothing{}}
	pkg, _ := config.Check(folder, fset, syntax, info)
	for ident, object := range info.Uses {
		h.use(fset, pkg, ident, object)
	}
	for _, of := range h.uses {
		for file, names := range of {
			slices.Sort(names)
			of[file] = slices.Compact(names)
		}
	}
	return h, nil
}

// nothing imports no package.
type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	return nil, fmt.Errorf("%s is not loaded", path)
}

func (h *house) count(name, text string) {
	h.files = append(h.files, name)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	h.lines += len(lines)
	if len(lines) < fragment && name != "doc.go" {
		h.fragments = append(h.fragments, name)
	}
	for _, line := range lines {
		columns := utf8.RuneCountInString(line) + (tab-1)*strings.Count(line, "\t")
		if columns > long {
			h.long++
		}
		if columns > tooLong {
			h.tooLong++
		}
	}
}

// use records a use of what the package declares at its top level, or as a method.
func (h *house) use(fset *token.FileSet, pkg *types.Package, ident *ast.Ident, object types.Object) {
	if object.Pkg() != pkg || !object.Pos().IsValid() {
		return
	}
	function, isFunction := object.(*types.Func)
	isMethod := isFunction && function.Signature().Recv() != nil
	if object.Parent() != pkg.Scope() && !isMethod {
		return
	}
	from := filepath.Base(fset.Position(ident.Pos()).Filename)
	to := filepath.Base(fset.Position(object.Pos()).Filename)
	if from == to {
		return
	}
	if h.uses[from] == nil {
		h.uses[from] = map[string][]string{}
	}
	h.uses[from][to] = append(h.uses[from][to], object.Name())
}

// references is the number of pairs of files of which the first uses the second.
func (h *house) references() int {
	n := 0
	for _, of := range h.uses {
		n += len(of)
	}
	return n
}

// backward returns the pairs that run against the order of the files.
func (h *house) backward() [][2]string {
	order := h.order()
	place := map[string]int{}
	for i, file := range order {
		place[file] = i
	}
	var against [][2]string
	for _, from := range order {
		for to := range h.uses[from] {
			if place[to] < place[from] {
				against = append(against, [2]string{from, to})
			}
		}
	}
	slices.SortFunc(against, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return against
}

// order puts users before what they use: it begins with the greedy rule of Eades, Lin and Smyth, and then moves single
// files as long as that lowers the number of pairs that run backwards.
func (h *house) order() []string {
	order := h.greedy()
	for improved := true; improved; {
		improved = false
		for i := range order {
			file := order[i]
			rest := slices.Delete(slices.Clone(order), i, i+1)
			best, at := 0, i
			// delta is the change in backward pairs when the file moves from i to j.
			delta := 0
			for j := i - 1; j >= 0; j-- {
				delta += h.pair(order[j], file) - h.pair(file, order[j])
				if delta < best {
					best, at = delta, j
				}
			}
			delta = 0
			for j := i + 1; j < len(order); j++ {
				delta += h.pair(file, order[j]) - h.pair(order[j], file)
				if delta < best {
					best, at = delta, j
				}
			}
			if best < 0 {
				order = slices.Insert(rest, at, file)
				improved = true
			}
		}
	}
	return order
}

// pair is 1 if from uses to.
func (h *house) pair(from, to string) int {
	if _, uses := h.uses[from][to]; uses {
		return 1
	}
	return 0
}

func (h *house) greedy() []string {
	left := slices.Clone(h.files)
	var head, tail []string
	for len(left) > 0 {
		best, score, sink := 0, -1<<30, false
		for i, file := range left {
			out, in := 0, 0
			for _, other := range left {
				out += h.pair(file, other)
				in += h.pair(other, file)
			}
			if out == 0 {
				best, sink = i, true
				break
			}
			if out-in > score {
				best, score = i, out-in
			}
		}
		if sink {
			tail = append(tail, left[best])
		} else {
			head = append(head, left[best])
		}
		left = slices.Delete(left, best, best+1)
	}
	slices.Reverse(tail)
	return append(head, tail...)
}
