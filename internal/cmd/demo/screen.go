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

// screen is where the story is told. Narration is set off from the commands'
// own output by colour on a terminal and by indentation everywhere.
type screen struct {
	mu      sync.Mutex
	file    *os.File
	colours bool
}

// Colours of a terminal.
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

// Write passes on what a command prints, as it is.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	return s.file.Write(p)
}

func (s *screen) print(colour, text string) {
	if s.colours && colour != "" {
		text = colour + text + plain
	}
	// A screen that is gone must not keep the stage from being cleared.
	_, _ = s.Write([]byte(text + "\n"))
}

// chapter begins a part of the story.
func (s *screen) chapter(title string) {
	s.print(bold, fmt.Sprintf("\n── %s %s\n", title, strings.Repeat("─", max(3, 74-len(title)))))
}

// say narrates.
func (s *screen) say(format string, arguments ...any) {
	s.print("", fmt.Sprintf(format, arguments...))
}

// typed shows commands as a user would type them.
func (s *screen) typed(commands ...string) { s.print(green, "\n$ "+strings.Join(commands, "\n$ ")) }

// aside shows what is seen beside the command that runs.
func (s *screen) aside(text string) { s.print(cyan, "    BOS: "+text) }
