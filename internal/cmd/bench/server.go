// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// server is a simulated BOS over HTTP on this machine, which counts requests.
type server struct {
	*bossim.Server
	url     string
	http    *http.Server
	latency atomic.Int64 // a time.Duration, before each answer

	mu       sync.Mutex
	requests map[string]int // by kind
}

// template boots every compute node, of which a session's limit selects some.
const template = `{"name": "compute", "boot_sets": {"compute": {
	"arch": "X86", "type": "s3", "path": "s3://boot-images/1/manifest.json", "node_roles_groups": ["Compute"]}}}`

// serve starts a BOS with the template "compute".
func serve(ctx context.Context, clock bossim.Clock, timing bossim.Timing, system bossim.System) (*server, error) {
	system.Templates = []json.RawMessage{json.RawMessage(template)}
	sim, err := bossim.New(bossim.Config{Clock: clock, Timing: timing, System: system})
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{Server: sim, url: "http://" + listener.Addr().String() + "/apis/bos", requests: map[string]int{}}
	s.http = &http.Server{Handler: http.HandlerFunc(s.handle), ReadHeaderTimeout: time.Minute}
	sim.OnRequest(s.count)
	go func() { _ = s.http.Serve(listener) }() // until close

	return s, nil
}

// handle answers after the latency.
func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	select {
	case <-time.After(time.Duration(s.latency.Load())):
		s.ServeHTTP(w, r)
	case <-r.Context().Done():
	}
}

func (s *server) close() { _ = s.http.Close() }

func (s *server) count(r bossim.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Service != bossim.ServiceBOS {
		s.requests["GET "+r.Service]++ // forecasts only read

		return
	}
	s.requests[kind(r.Method, r.Path)]++
}

// counted returns the numbers of requests since it was called last.
func (s *server) counted() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counted := maps.Clone(s.requests)
	clear(s.requests)

	return counted
}

// kind names a request by what it is about, such as "GET session" and "LIST sessions".
func kind(method, target string) string {
	target, _, _ = strings.Cut(target, "?")
	parts := strings.Split(strings.Trim(target, "/"), "/") // version, collection, name, part
	switch {
	case len(parts) < 2:
		return method + " version"
	case len(parts) == 2 && method == http.MethodGet && parts[1] != "version":
		return "LIST " + parts[1]
	case len(parts) == 4:
		return method + " " + parts[3]
	default:
		return method + " " + strings.TrimSuffix(parts[1], "s")
	}
}
