// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"fmt"
	"os"
	"path"
	"strings"
)

// block is a part of a file that runs as a whole.
type block struct {
	fromLine, fromCol, toLine, toCol int
	count                            int
}

// profile has the blocks of each file.
type profile map[string][]block

// readProfile reads what `go test -coverprofile` wrote of the files in a folder.
func readProfile(name, folder string) (profile, error) {
	file, err := os.Open(name) //nolint:gosec // named by the user
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	found := profile{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "mode: ") {
			continue
		}
		colon := strings.LastIndex(line, ":")
		if colon < 0 {
			return nil, fmt.Errorf("%s: not a line of a profile: %s", name, line)
		}
		var b block
		var statements int
		_, err := fmt.Sscanf(line[colon+1:], "%d.%d,%d.%d %d %d", &b.fromLine, &b.fromCol, &b.toLine, &b.toCol, &statements, &b.count)
		if err != nil {
			return nil, fmt.Errorf("%s: not a line of a profile: %s", name, line)
		}
		if strings.HasSuffix(path.Dir(line[:colon]), "/"+folder) {
			base := path.Base(line[:colon])
			found[base] = append(found[base], b)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: there is nothing of %s in it", name, folder)
	}
	return found, nil
}

// at reports whether a place was run. A place in no block is not known to have been run.
func (p profile) at(at place) bool {
	for _, b := range p[at.file] {
		after := at.line > b.fromLine || at.line == b.fromLine && at.col >= b.fromCol
		before := at.line < b.toLine || at.line == b.toLine && at.col < b.toCol
		if after && before && b.count > 0 {
			return true
		}
	}
	return false
}
