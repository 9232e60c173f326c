// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docsBlock is a fenced block of a page, and what stands before it.
type docsBlock struct {
	file   string // below the root of the repository
	line   int
	info   string // after the fence, such as sh
	text   string
	marker string // the last line before it that is not empty
}

// test is the test, or the script, that runs or prints the block.
func (b docsBlock) test() string {
	found := blockMarker.FindStringSubmatch(b.marker)
	if found == nil {
		return ""
	}
	return found[1]
}

// docsBlocks returns the fenced blocks of a page.
func docsBlocks(t *testing.T, path string) (blocks []docsBlock) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimPrefix(path, "../../")
	var open *docsBlock
	marker := ""
	for i, line := range strings.Split(string(content), "\n") {
		info, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && open == nil:
			open = &docsBlock{file: file, line: i + 1, info: info, marker: marker}
		case fence:
			blocks = append(blocks, *open)
			open, marker = nil, ""
		case open != nil:
			open.text += line + "\n"
		case strings.TrimSpace(line) != "":
			marker = strings.TrimSpace(line)
		}
	}
	if open != nil {
		t.Errorf("%s:%d: the block has no end", file, open.line)
	}
	return blocks
}

// shownBlocks returns the texts of the page's blocks that say that the calling test runs or prints them.
func shownBlocks(t *testing.T, path string) (texts []string) {
	t.Helper()
	name := rootName(t)
	for _, block := range docsBlocks(t, path) {
		if block.test() == name {
			texts = append(texts, block.text)
		}
	}
	if len(texts) == 0 {
		t.Fatalf("%s has no block of %s", path, name)
	}
	return texts
}

var (
	blockMarker  = regexp.MustCompile(`^<!-- (?:run|printed) by (Test\w+|scripts/[a-z-]+)(?:: [^>]+)? -->$`)
	testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	pageConstant = regexp.MustCompile(`(?m)^(?:const )?\s*(\w+)\s*= "[./]*/([\w./-]+\.md(?:\.tmpl)?)"`)
)

// docsTest is where a test is, and what its file and those of the same subject, such as recipes_*_test.go, read.
type docsTest struct {
	file  string
	reads string
}

// docsTests returns all tests of the repository by name.
func docsTests(t *testing.T) map[string]docsTest {
	t.Helper()
	pages, sources := map[string]string{}, map[string]string{}
	walkFiles(t, "../..", "_test.go", func(path, content string) {
		sources[path] = content
		for _, found := range pageConstant.FindAllStringSubmatch(content, -1) {
			pages[found[1]] = found[2]
		}
	})
	subject := func(path string) string {
		first, _, _ := strings.Cut(filepath.Base(path), "_")
		return filepath.Join(filepath.Dir(path), first)
	}
	reads := map[string]string{}
	for path, content := range sources {
		reads[subject(path)] += content
	}
	for of, content := range reads {
		for name, page := range pages {
			if strings.Contains(content, name) {
				reads[of] += "\n" + page
			}
		}
	}
	tests := map[string]docsTest{}
	for path, content := range sources {
		for _, found := range testFunction.FindAllStringSubmatch(content, -1) {
			tests[found[1]] = docsTest{path, reads[subject(path)]}
		}
	}
	return tests
}

func walkFiles(t *testing.T, root, suffix string, visit func(path, content string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && len(entry.Name()) > 2 {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, suffix) || entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		if err == nil {
			visit(path, string(content))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Each block of README and of the guides that does not come from a file of examples/ names the test that runs or prints
// it, and the file of that test reads the page.
func TestDocs_blocksAreTested(t *testing.T) {
	t.Parallel()
	tests := docsTests(t)
	count := 0
	check := func(path, _ string) {
		for _, block := range docsBlocks(t, path) {
			count++
			test := block.test()
			switch {
			case test == "":
				t.Errorf("%s:%d: put <!-- run by TestX --> or <!-- printed by TestX --> before the block:\n%s", block.file, block.line, block.text)
			case block.info == "sh": // see TestDocs_commandsAreRun
			case tests[test].file == "":
				t.Errorf("%s:%d: there is no test %s", block.file, block.line, test)
			case !strings.Contains(tests[test].reads, filepath.Base(block.file)):
				t.Errorf("%s:%d: the file of %s does not read %s", block.file, block.line, test, filepath.Base(block.file))
			}
		}
	}
	check("../../README.md", "")
	walkFiles(t, "../../templates", ".tmpl", check)
	if count < 10 {
		t.Errorf("only %d blocks were found", count)
	}
}

// Each file of examples/ that a page shows is used by a test.
func TestDocs_shownFilesAreTested(t *testing.T) {
	t.Parallel()
	sources := ""
	walkFiles(t, ".", "_test.go", func(_, content string) { sources += content })
	shown := regexp.MustCompile(`\{\{ ?(?:tffile|codefile "\w+") "examples/([^"]+)" ?\}\}`)
	count := 0
	walkFiles(t, "../../templates", ".tmpl", func(path, content string) {
		for _, found := range shown.FindAllStringSubmatch(content, -1) {
			count++
			file := found[1]
			folder, _, _ := strings.Cut(file, "/")
			if !strings.Contains(sources, file) && !strings.Contains(sources, "examples/"+filepath.Dir(file)) && !strings.Contains(sources, "examples/"+folder+"\"") && !strings.Contains(sources, "examples/"+folder+"/\"") {
				t.Errorf("%s shows examples/%s, which no test names", path, file)
			}
		}
	})
	if count < 10 {
		t.Errorf("only %d files were found", count)
	}
}
