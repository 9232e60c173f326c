// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package scripted provides HTTP handlers with scripted answers, and a recorder of requests and log entries. It is for
// the tests of the clients, beside the simulator.
package scripted

import (
	"context"
	"io"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"testing"
)

// Request is a request that a Recorder has seen.
type Request struct {
	Method, URI, Body, Remote string
	Header                    http.Header
}

// Entry is an entry of a client's log.
type Entry struct {
	Message string
	Fields  map[string]any
}

// Recorder records requests and log entries. The zero value is ready for use, by several goroutines.
type Recorder struct {
	mu       sync.Mutex
	requests []Request
	entries  []Entry
}

// Handler returns a handler that records each request before next answers it.
func (r *Recorder) Handler(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		r.mu.Lock()
		r.requests = append(r.requests, Request{
			request.Method, request.RequestURI, string(body), request.RemoteAddr, request.Header.Clone(),
		})
		r.mu.Unlock()
		next(w, request)
	})
}

// Log records a log entry. It is a value for a client's Config.Log.
func (r *Recorder) Log(_ context.Context, message string, fields map[string]any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, Entry{message, maps.Clone(fields)})
}

// Seen returns the requests of a method, or all for "", in the order in which they arrived.
func (r *Recorder) Seen(method string) []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []Request
	for _, request := range r.requests {
		if method == "" || request.Method == method {
			found = append(found, request)
		}
	}
	return found
}

// Logged returns the fields of the log entries of a message.
func (r *Recorder) Logged(message string) []map[string]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []map[string]any
	for _, entry := range r.entries {
		if entry.Message == message {
			found = append(found, entry.Fields)
		}
	}
	return found
}

// Entries returns all log entries.
func (r *Recorder) Entries() []Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Entry(nil), r.entries...)
}

// Steps returns a handler that answers each request by the next step. More requests than steps fail the test.
func Steps(t *testing.T, steps ...http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	var mu sync.Mutex
	next := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		step := next
		next++
		mu.Unlock()
		if step >= len(steps) {
			t.Errorf("request %d was not expected: %s %s", step+1, r.Method, r.RequestURI)
			w.WriteHeader(http.StatusTeapot)
			return
		}
		steps[step](w, r)
	}
}

// Answer returns a handler that sends one answer. contentType "" = the header is empty.
func Answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Status returns a handler that answers with an empty body.
func Status(code int) http.HandlerFunc { return Answer(code, "text/plain", "") }

// OK returns a handler that answers 200 with JSON.
func OK(body string) http.HandlerFunc { return Answer(http.StatusOK, "application/json", body) }

// Problem returns a handler that answers with a problem document.
func Problem(status int, title, detail string) http.HandlerFunc {
	return Answer(status, "application/problem+json",
		`{"title":"`+title+`","detail":"`+detail+`","type":"about:blank"}`)
}

// Drop closes the connection without an answer.
func Drop(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.Close()
}

// Truncated returns a handler that closes the connection in the middle of the body.
func Truncated(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		Drop(w, r)
	}
}

// Session returns the JSON of the session s1 as v2 of BOS's API writes it. sessionError is JSON: null or a string.
func Session(state, components, sessionError string) string {
	return `{"components":"` + components + `","include_disabled":false,"limit":"","name":"s1","operation":"boot",` +
		`"stage":false,
		"status":{"end_time":null,"error":` + sessionError + `,"start_time":"2026-11-22T10:58:19",` +
		`"status":"` + state + `"},
		"template_name":"compute","tenant":null}`
}

// NoSession answers as v2 of BOS's API does where there is no session s1.
func NoSession(w http.ResponseWriter, r *http.Request) {
	Problem(http.StatusNotFound, "The resource was not found", "Session 's1' does not exist")(w, r)
}

// Pending answers with the pending session s1.
func Pending(w http.ResponseWriter, r *http.Request) { OK(Session("pending", "", "null"))(w, r) }

// Complete answers with the complete session s1, which has one node.
func Complete(w http.ResponseWriter, r *http.Request) {
	OK(Session("complete", "x3000c0s1b0n0", "null"))(w, r)
}

// Created answers a POST with the session s1.
func Created(w http.ResponseWriter, r *http.Request) {
	Answer(http.StatusCreated, "application/json", Session("pending", "", "null"))(w, r)
}

// RequestID matches the request id at the end of an error's text.
var RequestID = regexp.MustCompile(` \(request id [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)`)

// WithoutID returns the text of an error without the id of its request.
func WithoutID(err error) string { return RequestID.ReplaceAllString(err.Error(), "") }
