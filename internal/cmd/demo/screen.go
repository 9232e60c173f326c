// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

// screen is where the demo prints. Narration is distinguished from the commands'
// own output by colour on a terminal, and by indentation everywhere.
type screen struct {
	mu      sync.Mutex
	file    *os.File
	colours bool
}

// Escape sequences of a terminal's colours.
const (
	bold  = "\x1b[1m"
	cyan  = "\x1b[36m"
	green = "\x1b[32m"
	plain = "\x1b[0m"
)

func newScreen(file *os.File) *screen {
	info, err := file.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0

	return &screen{file: file, colours: terminal && os.Getenv("NO_COLOR") == ""}
}

// Write prints a command's output unchanged.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.file.Write(p)
}

func (s *screen) print(colour, text string) {
	if s.colours && colour != "" {
		text = colour + text + plain
	}
	// A closed screen must not prevent the cleanup.
	_, _ = s.Write([]byte(text + "\n"))
}

// chapter prints the heading of a chapter.
func (s *screen) chapter(title string) {
	s.print(bold, fmt.Sprintf("\n── %s %s\n", title, strings.Repeat("─", max(3, 74-len(title)))))
}

// say prints narration.
func (s *screen) say(format string, arguments ...any) {
	s.print("", fmt.Sprintf(format, arguments...))
}

// typed shows commands as a user would type them.
func (s *screen) typed(commands ...string) { s.print(green, "\n$ "+strings.Join(commands, "\n$ ")) }

// aside shows what happens beside the running command.
func (s *screen) aside(text string) { s.print(cyan, "    BOS: "+text) }
