// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// lookEvery is how often the demo polls the simulator while Terraform waits.
const lookEvery = 250 * time.Millisecond

// watch shows on the screen what BOS reports about the running session, at every
// change, until the returned function is called.
func (s *stage) watch(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		name, last := "", ""
		watched := s.api.watch(s.ask)
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			session, seen, err := watched.look(ctx)
			if err != nil || seen == last {
				continue // a failed poll does not matter: the next one follows soon
			}
			if session != name {
				s.out.aside("session " + session)
			}
			s.out.aside(seen)
			name, last = session, seen
		}
	}()

	return func() {
		cancel()
		<-ended
	}
}

// ask reads one answer of BOS.
func (s *stage) ask(ctx context.Context, path string, answer any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.simulator.endpoint()+path, http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+simulatorToken)
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return fmt.Errorf("GET %s: %w", path, errNoRecord)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, response.Status)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}

	return json.Unmarshal(body, answer)
}

// doing is how many nodes do something.
type doing struct {
	nodes int
	what  string
}

// nodes counts the nodes by what they do: ", 16 nodes: 12 powering on, 4 ready".
func nodes(all int, parts []doing) string {
	if all == 0 {
		return ""
	}
	var words []string
	for _, part := range parts {
		if part.nodes > 0 {
			words = append(words, fmt.Sprintf("%d %s", part.nodes, part.what))
		}
	}

	text := fmt.Sprintf(", %d nodes", all)
	if len(words) > 0 {
		text += ": " + strings.Join(words, ", ")
	}

	return text
}

var (
	errNoneRuns = errors.New("no session runs")
	errNoRecord = errors.New("there is no such record")
)
