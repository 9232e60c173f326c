// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package progress

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("CET", 3600))

// sink is a file of which a test decides what each write does.
type sink struct {
	mu     sync.Mutex
	writes []string
	does   func(text string) (int, error) // nil: all is written
	opened int
	fails  error // of open
}

func (s *sink) open(string) (io.WriteCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	if s.fails != nil {
		return nil, s.fails
	}
	return s, nil
}

func (s *sink) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := len(text), error(nil)
	if s.does != nil {
		n, err = s.does(string(text))
	}
	if n > 0 {
		s.writes = append(s.writes, string(text[:n]))
	}
	return n, err
}

func (s *sink) Close() error { return nil }

func (s *sink) set(does func(string) (int, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.does = does
}

func (s *sink) want(t *testing.T, lines ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.writes, lines) {
		t.Errorf("writes\n%q, want\n%q", s.writes, lines)
	}
}

func (s *sink) writer() *Writer {
	w := New("/any")
	w.open = s.open
	w.after = func(time.Duration) <-chan time.Time { return nil } // Settle waits until all is done
	return w
}

func at(text string) string { return "2026-11-22T11:00:00Z " + text + "\n" }

func TestWriter_oneWriteALine(t *testing.T) {
	t.Parallel()
	file := &sink{}
	w := file.writer()
	if file.opened != 0 {
		t.Error("the file was opened before there was a line")
	}

	w.Print(noon, "s1 pending")
	w.Print(noon, "s1 \x1b[2J\r\nrunning")
	w.Settle()

	file.want(t, at("s1 pending"), at(`s1 \x1b[2J\r\nrunning`))
	if err := w.Problem(); err != nil {
		t.Error(err)
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ready 3 of 4 · failed 1": "ready 3 of 4 · failed 1",
		"größe 節点":                "größe 節点",
		"a\tb\nc\x00\x7f":         `a\tb\nc\x00\x7f`,
		"\u0085\u009b31m":         `\u0085\u009b31m`,
		"\u202eabc\u2066\u200b":   `\u202eabc\u2066\u200b`,
		"a\u2028b\u00a0c\ufeff":   `a\u2028b\u00a0c\ufeff`,
		"\xff\xfe\xc3":            `\xff\xfe\xc3`,
		"\U000e0041\U0001f600":    `\U000e0041` + "\U0001f600",
		"it's":                    "it's",
	} {
		if got := shown(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for _, long := range []string{strings.Repeat("節", 2000), strings.Repeat("\x1b", 2000)} {
		if got := stamped(noon, long); len(got) > maxLine || len(got) < maxLine-20 || !strings.HasSuffix(got, "…") {
			t.Errorf("%d bytes: %s", len(got), got)
		}
	}
}

// A write that hangs delays neither Print nor Settle, nor Settle a second time; later lines are dropped, and counted when
// the file works again.
func TestWriter_hangs(t *testing.T) {
	t.Parallel()
	release, entered := make(chan struct{}), make(chan struct{}, 1)
	file := &sink{does: func(text string) (int, error) {
		entered <- struct{}{}
		<-release
		return len(text), nil
	}}
	w := file.writer()
	var waits int
	w.after = func(time.Duration) <-chan time.Time {
		waits++
		over := make(chan time.Time)
		close(over)
		return over
	}
	w.Print(noon, "first")
	<-entered

	for n := range maxQueue + 10 {
		w.Print(noon, fmt.Sprint(n))
	}
	w.Settle()
	w.Settle()

	if waits != 1 {
		t.Errorf("waited %d times", waits)
	}
	if err := w.Problem(); !errors.Is(err, errFull) {
		t.Errorf("the problem is %v", err)
	}
	if err := w.Problem(); err != nil {
		t.Errorf("the problem was returned again: %v", err)
	}
	w.after = func(time.Duration) <-chan time.Time { return nil }
	w.mu.Lock()
	idle := w.idle
	w.mu.Unlock()
	go func() {
		for range entered {
		}
	}()
	close(release)
	<-idle
	w.Print(noon, "last")
	w.Settle()
	close(entered)

	file.mu.Lock()
	defer file.mu.Unlock()
	// The first line is in the queue until it is written.
	if got := len(file.writes); got != maxQueue+2 || !strings.Contains(file.writes[got-2], "(11 lines before this one could not be written)") ||
		file.writes[got-1] != at("last") {
		t.Errorf("%d writes, the last are %q", got, file.writes[max(0, got-2):])
	}
}

// A stopped terminal takes no line: the lines wait, and none is lost.
func TestWriter_stopped(t *testing.T) {
	t.Parallel()
	file := &sink{does: func(string) (int, error) { return 0, syscall.EAGAIN }}
	w := file.writer()
	w.Print(noon, "1")
	w.Settle()
	if err := w.Problem(); !errors.Is(err, syscall.EAGAIN) {
		t.Errorf("the problem is %v", err)
	}
	w.Print(noon, "2")
	w.Settle()
	file.want(t)

	file.set(nil)
	w.Print(noon, "3")
	w.Settle()

	file.want(t, at("1"), at("2"), at("3"))
}

// A terminal that was stopped for a moment is no problem.
func TestWriter_stoppedForAMoment(t *testing.T) {
	t.Parallel()
	file := &sink{does: func(string) (int, error) { return 0, syscall.EAGAIN }}
	w := file.writer()
	w.Print(noon, "1")
	w.Settle()
	file.set(nil)
	w.Settle()

	file.want(t, at("1"))
	if err := w.Problem(); err != nil {
		t.Error(err)
	}
}

// A full disk tears a line. What is written later begins a line of its own, and says what is missing; one problem in all.
func TestWriter_full(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	room := 10
	file := &sink{does: func(text string) (int, error) {
		n := min(room, len(text))
		room -= n
		if n < len(text) {
			return n, full
		}
		return n, nil
	}}
	w := file.writer()
	for n := range 3 {
		w.Print(noon, fmt.Sprint(n))
		w.Settle()
		if err := w.Problem(); (err != nil) != (n == 0) {
			t.Errorf("the problem is %v", err)
		}
	}
	file.set(nil)

	w.Print(noon, "3")
	w.Settle()

	// The notice of line 0 was lost, too, and is not counted beside it.
	file.want(t, at("0")[:10], "\n"+at("(3 lines before this one could not be written)"), at("3"))
}

// A file that cannot be opened is tried again for the next line.
func TestWriter_notOpened(t *testing.T) {
	t.Parallel()
	none := errors.New("no such device or address")
	file := &sink{fails: none}
	w := file.writer()
	w.Print(noon, "1")
	w.Settle()
	if err := w.Problem(); !errors.Is(err, none) {
		t.Errorf("the problem is %v", err)
	}

	file.fails = nil
	w.Print(noon, "2")
	w.Settle()

	file.want(t, at("(one line before this one could not be written)"), at("2"))
}
