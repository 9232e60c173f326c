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
		name, last := "", ""
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			session, seen, err := s.look(ctx)
			if err != nil || seen == last {
				continue // a look that fails is no loss: there is another one soon
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

// look asks for the session that is not complete, and returns its name and what
// it does, in a few words. Without one the error is errNoneRuns.
func (s *stage) look(ctx context.Context) (name, seen string, err error) {
	var sessions []bosSession
	err = s.ask(ctx, "/v2/sessions", &sessions)
	if err != nil {
		return "", "", err
	}
	for _, session := range sessions {
		if session.Status.Status == "complete" {
			continue
		}
		var status bosStatus
		err = s.ask(ctx, "/v2/sessions/"+session.Name+"/status", &status)

		return session.Name, session.Status.Status + status.nodes(), err
	}

	return "", "", errNoneRuns
}

var errNoneRuns = errors.New("no session runs")

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

	text := fmt.Sprintf(", %d nodes", b.Managed)
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}

	return text
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
