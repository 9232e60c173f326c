// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package progress writes lines for people to a file or a terminal, beside a program whose own output nobody sees. A
// line is never worth a failure or a delay: no call waits for the file, and what cannot be written is counted.
package progress

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// maxQueue is the number of lines that wait for a file that takes none: a stopped terminal, a file system that hangs.
	maxQueue = 256
	// settleTime is how long Settle waits. A file that works takes microseconds.
	settleTime = 250 * time.Millisecond
)

// Writer appends lines to a file. [New] makes one. It is safe for concurrent use. Its one goroutine opens and writes the
// file, and ends when no line is left, so that a Writer needs no Close; the file is open only meanwhile.
type Writer struct {
	path  string
	open  func(path string) (io.WriteCloser, error)
	after func(time.Duration) <-chan time.Time

	mu      sync.Mutex
	queue   []line
	idle    chan struct{} // closed when the goroutine ends; nil = it does not run
	stuck   bool          // Settle gave up on the goroutine that runs
	torn    bool          // the last line was written in part
	lost    int           // lines that were not written, since the last notice
	failure error         // why a line was lost
	blocked error         // why the first line waits
	told    bool          // Problem has returned an error
}

// line is a line to write, without its end. If it is the notice of lines that were lost, lost counts them.
type line struct {
	text string
	lost int
}

// errFull is the failure of a line that found the queue full.
var errFull = errors.New("it did not take lines for some time")

// New returns a Writer to the file at path, which it does not touch. See [Check].
func New(path string) *Writer {
	return &Writer{path: path, open: openFile, after: time.After}
}

// Print appends a line: the time at, in UTC, and the text, in which control characters are escaped. It returns at once.
func (w *Writer) Print(at time.Time, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost > 0 && len(w.queue) < maxQueue-1 {
		notice := "(one line before this one could not be written)"
		if w.lost > 1 {
			notice = fmt.Sprintf("(%d lines before this one could not be written)", w.lost)
		}
		w.queue = append(w.queue, line{stamped(at, notice), w.lost})
		w.lost = 0
	}
	if len(w.queue) >= maxQueue {
		w.lose(line{}, errFull)
		return
	}
	w.queue = append(w.queue, line{text: stamped(at, text)})
	w.start()
}

// Settle waits until every line is written or lost, at most a quarter of a second, and not at all for a goroutine on
// which it has given up before. Call it before the process may end.
func (w *Writer) Settle() {
	w.mu.Lock()
	w.start()
	idle, stuck := w.idle, w.stuck
	w.mu.Unlock()
	if idle == nil || stuck {
		return
	}
	select {
	case <-idle:
	case <-w.after(settleTime):
		w.mu.Lock()
		w.stuck = w.idle != nil
		w.mu.Unlock()
	}
}

// Problem returns why lines were lost or, after Settle, still wait: one error in all, to its first caller. It returns nil
// if every line was written.
func (w *Writer) Problem() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	problem := cmp.Or(w.failure, w.blocked)
	if w.stuck {
		problem = cmp.Or(problem, errFull)
	}
	if problem == nil || w.told {
		return nil
	}
	w.told = true
	return problem
}

// start starts the goroutine if there is something to write and it does not run. w.mu is held.
func (w *Writer) start() {
	if w.idle == nil && len(w.queue) > 0 {
		w.idle = make(chan struct{})
		go w.drain()
	}
}

// lose counts a line that was not written. w.mu is held.
func (w *Writer) lose(l line, why error) {
	w.lost += max(1, l.lost)
	w.failure = why
}

// drain writes the queue, and ends when it is empty or the file takes no more for now.
func (w *Writer) drain() {
	file, err := w.open(w.path)
	for w.next(file, err) {
	}
	if file != nil {
		_ = file.Close()
	}
}

// next writes the first line of the queue to file, which is nil after the error openErr. It reports whether to go on.
func (w *Writer) next(file io.Writer, openErr error) bool {
	w.mu.Lock()
	if len(w.queue) == 0 {
		w.finish()
		w.mu.Unlock()
		return false
	}
	first, torn := w.queue[0], w.torn
	w.mu.Unlock()

	written, whole, err := 0, first.text+"\n", openErr
	if torn {
		whole = "\n" + whole
	}
	if err == nil {
		written, err = io.WriteString(file, whole)
	}

	w.mu.Lock()
	defer w.mu.Unlock()
	if written == 0 && isTemporary(err) { // the line waits for the next Print or Settle
		w.blocked = err
		w.finish()
		return false
	}
	w.queue, w.blocked = w.queue[1:], nil
	w.torn = err != nil && (torn || written > 0)
	if err != nil {
		w.lose(first, err)
	}
	return true
}

// finish notes that the goroutine ends. w.mu is held.
func (w *Writer) finish() {
	close(w.idle)
	w.idle, w.stuck = nil, false
}
