// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// shop is an HTTPS server on loopback that has releases as a network mirror and as
// a registry have them.
type shop struct {
	url    string
	ca     string // the path of its authority's certificate
	server *http.Server

	mu   sync.Mutex
	seen []string // the paths of what was got
}

// openShop serves the handlers, each under its path.
func openShop(ctx context.Context, dir string, handlers map[string]http.Handler) (*shop, error) {
	authority, err := gateway.NewCA(time.Now())
	if err != nil {
		return nil, err
	}
	certificate, err := authority.Server("127.0.0.1")
	if err != nil {
		return nil, err
	}
	s := &shop{ca: filepath.Join(dir, "ca.pem")}
	if err := os.WriteFile(s.ca, authority.PEM(), 0o600); err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for path, handler := range handlers {
		mux.Handle(path, handler)
	}
	s.url = "https://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.recorded(mux), ReadHeaderTimeout: 10 * time.Second}
	secure := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	go func() { _ = s.server.Serve(tls.NewListener(listener, secure)) }()

	return s, nil
}

func (s *shop) recorded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet { // Terraform asks for the size first
			s.mu.Lock()
			s.seen = append(s.seen, r.URL.Path)
			s.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// asked returns how often a file with that end of its name was got from under a
// path, and forgets all of that.
func (s *shop) asked(prefix, suffix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, path := range s.seen {
		if strings.HasPrefix(path, prefix) && strings.HasSuffix(path, suffix) {
			count++
		}
	}
	s.seen = nil

	return count
}

// system is a simulated BOS on loopback. It keeps the User-Agents that it sees.
type system struct {
	sim    *bossim.Server
	url    string
	server *http.Server

	mu     sync.Mutex
	agents map[string]int
}

// speed makes a reboot take a second or two.
const speed = 600

func openSystem(ctx context.Context) (*system, error) {
	sim, err := bossim.New(bossim.Config{
		Clock: bossim.NewScaledClock(time.Now(), speed), System: bossim.DefaultSystem(16),
	})
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &system{sim: sim, url: "http://" + listener.Addr().String(), agents: map[string]int{}}
	s.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(s.serve)}
	go func() { _ = s.server.Serve(listener) }()

	return s, nil
}

func (s *system) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.agents[r.UserAgent()]++
	s.mu.Unlock()
	s.sim.ServeHTTP(w, r)
}

// userAgents returns those that were seen, with the number of their requests.
func (s *system) userAgents() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	agents := map[string]int{}
	for agent, count := range s.agents {
		agents[agent] = count
	}

	return agents
}

// started is the number of sessions that anybody started.
func (s *system) started() int { return s.sim.Count(http.MethodPost, "/v2/sessions") }
