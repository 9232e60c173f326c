// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripted

import (
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// chunk is how much of an answer is written at once.
const chunk = 64 << 10

// Repeated returns a handler that answers with begin, then with part again and again until the answer has so many bytes
// or the client closes the connection, and then with end. count, unless nil, receives how many bytes were written.
func Repeated(status int, begin, part, end string, size int64, count func(written int64)) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		written, _ := repeat(w, begin, part, end, size) // an error: the client has read enough
		if count != nil {
			count(written)
		}
	}
}

// Endless is the size of an answer that no client reads to its end.
const Endless int64 = 1 << 40

func repeat(w io.Writer, begin, part, end string, size int64) (written int64, err error) {
	block := strings.Repeat(part, max(1, chunk/max(1, len(part))))
	n, err := io.WriteString(w, begin)
	written = int64(n)
	for err == nil && written+int64(len(block)+len(end)) <= size {
		n, err = io.WriteString(w, block)
		written += int64(n)
	}
	if err == nil {
		n, err = io.WriteString(w, end)
		written += int64(n)
	}
	return written, err
}

// Compressed returns a handler that answers with so many bytes of white space, compressed to a thousandth, and then
// with end.
func Compressed(status int, size int64, end string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(status)
		zipped := gzip.NewWriter(w)
		_, _ = repeat(zipped, "", " ", end, size)
		_ = zipped.Close()
	}
}

// Raw returns a handler that takes the connection over, writes begin, and then part again and again, each time after a
// call of before (nil = none), until the client closes the connection.
func Raw(begin, part string, before func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer func() { _ = conn.Close() }()
		_, err = io.WriteString(conn, begin)
		for err == nil {
			if before != nil {
				before()
			}
			_, err = io.WriteString(conn, part)
		}
	}
}

// Drip returns a handler that writes begin, and then a part of the answer each time that it has moved the clock.
func Drip(begin, part string, advance func(time.Duration)) http.HandlerFunc {
	return Raw(begin, part, func() { advance(time.Second) })
}

// Allocated returns how many bytes f allocates, freed ones included. Nothing else may run meanwhile: its test must not
// be parallel.
func Allocated(t *testing.T, f func()) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
