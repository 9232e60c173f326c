// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// stateServer keeps one state and its lock, for the backend "http": by GitLab's requests (POST and DELETE of
// …/lock) and by those that are the backend's default (LOCK and UNLOCK).
type stateServer struct {
	URL string
	dir string // where the state is, as terraform.tfstate

	mu      sync.Mutex
	lock    []byte
	refused []chan struct{}
}

func newStateServer(t *testing.T) *stateServer {
	t.Helper()
	s := &stateServer{dir: t.TempDir()}
	listener := httptest.NewServer(s)
	t.Cleanup(listener.Close)
	s.URL = listener.URL
	return s
}

// refuses reports the next request for the lock while another one holds it.
func (s *stateServer) refuses() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	refused := make(chan struct{})
	s.refused = append(s.refused, refused)
	return refused
}

// lockID is the id of the lock, "" where nothing holds it.
func (s *stateServer) lockID(t *testing.T) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		return ""
	}
	var held struct{ ID string }
	if err := json.Unmarshal(s.lock, &held); err != nil {
		t.Fatal(err)
	}
	return held.ID
}

func (s *stateServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if user, password, _ := r.BasicAuth(); user == "" || password != statePassword {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	locks := strings.HasSuffix(r.URL.Path, "/lock")
	switch {
	case r.Method == "LOCK", locks && r.Method == http.MethodPost:
		s.take(w, body)
	case r.Method == "UNLOCK", locks && r.Method == http.MethodDelete:
		s.lock = nil
	case r.Method == http.MethodGet:
		content, err := os.ReadFile(s.file())
		if err != nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = w.Write(content)
	case r.Method == http.MethodPost:
		if err := os.WriteFile(s.file(), body, 0o600); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (s *stateServer) file() string { return filepath.Join(s.dir, "terraform.tfstate") }

func (s *stateServer) take(w http.ResponseWriter, lock []byte) {
	if s.lock == nil {
		s.lock = lock
		return
	}
	w.WriteHeader(http.StatusLocked)
	_, _ = w.Write(s.lock)
	for _, refused := range s.refused {
		close(refused)
	}
	s.refused = nil
}
