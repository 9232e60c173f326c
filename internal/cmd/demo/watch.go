// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"time"
)

// lookEvery is how often the demo looks at the simulator while Terraform waits.
const lookEvery = 250 * time.Millisecond

// bosSession is what BOS tells of a session, as far as it is shown.
type bosSession struct {
	Name   string `json:"name"`
	Status struct {
		Status string `json:"status"`
	} `json:"status"`
}

// bosStatus is what BOS tells of a session's nodes. Percentages are of Managed.
type bosStatus struct {
	Managed    int     `json:"managed_components_count"`
	Successful float64 `json:"percent_successful"`
	Failed     float64 `json:"percent_failed"`
	Phases     struct {
		PoweringOn  float64 `json:"percent_powering_on"`
		PoweringOff float64 `json:"percent_powering_off"`
		Configuring float64 `json:"percent_configuring"`
	} `json:"phases"`
}

// watch shows on the screen what BOS tells of the session that runs, at every
// change, until the returned function is called.
func (s *stage) watch(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		for last := ""; ; {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			// A look that fails is no loss: there is another one soon.
			if seen, err := s.look(ctx); err == nil && seen != "" && seen != last {
				s.out.aside(seen)
				last = seen
			}
		}
	}()

	return func() {
		cancel()
		<-ended
	}
}

// look asks for the session that is not complete, and puts it into one line.
func (s *stage) look(ctx context.Context) (string, error) {
	var sessions []bosSession
	err := s.ask(ctx, "/v2/sessions", &sessions)
	if err != nil {
		return "", err
	}
	for _, session := range sessions {
		if session.Status.Status == "complete" {
			continue
		}
		var status bosStatus
		err := s.ask(ctx, "/v2/sessions/"+session.Name+"/status", &status)
		if err != nil {
			return "", err
		}

		return fmt.Sprintf("%s %s%s", session.Name, session.Status.Status, status.nodes()), nil
	}

	return "", nil
}

// nodes counts the nodes by what they do: ", 16 nodes: 12 powering on, 4 ready".
func (b bosStatus) nodes() string {
	if b.Managed == 0 {
		return ""
	}
	var parts []string
	for _, part := range []struct {
		percent float64
		does    string
	}{
		{b.Phases.PoweringOff, "powering off"},
		{b.Phases.PoweringOn, "powering on"},
		{b.Phases.Configuring, "configuring"},
		{b.Successful, "ready"},
		{b.Failed, "failed"},
	} {
		if n := int(math.Round(part.percent * float64(b.Managed) / 100)); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, part.does))
		}
	}

	return fmt.Sprintf(", %d nodes: %s", b.Managed, strings.Join(parts, ", "))
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
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, response.Status)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}

	return json.Unmarshal(body, answer)
}
