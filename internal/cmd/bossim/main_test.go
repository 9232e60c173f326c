// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"strings"
	"testing"
)

// started is run on a free port, with its output line by line.
type started struct {
	url   string
	lines *bufio.Scanner
	stop  context.CancelFunc
	err   chan error
}

func start(t *testing.T, args ...string) *started {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	s := &started{lines: bufio.NewScanner(read), stop: stop, err: make(chan error, 1)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), write)
		_ = write.Close()
		s.err <- err
	}()
	t.Cleanup(func() {
		stop()
		_ = read.Close()
		<-ended
	})
	s.url = strings.TrimPrefix(s.line(t, "listening on "), "listening on ")

	return s
}

// line reads up to a line that contains the text, and returns it.
func (s *started) line(t *testing.T, text string) string {
	t.Helper()
	for s.lines.Scan() {
		if strings.Contains(s.lines.Text(), text) {
			return s.lines.Text()
		}
	}
	t.Fatalf("the output ends without %q (run: %v)", text, <-s.err)

	return ""
}

func get(t *testing.T, url, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()

	return response.StatusCode
}

func TestConcurrent_runServesAndStopsCleanly(t *testing.T) {
	s := start(t, "-nodes", "16", "-speed", "600", "-token", "secret")
	if got := s.line(t, "BOS_ENDPOINT"); got != "  export BOS_ENDPOINT="+s.url+"/apis/bos" {
		t.Errorf("%q", got)
	}
	if got := s.line(t, "BOS_TOKEN"); got != "  export BOS_TOKEN=secret" {
		t.Errorf("%q", got)
	}

	statuses := make(chan [2]int, 1)
	go func() {
		statuses <- [2]int{get(t, s.url+"/apis/bos/v2/components", ""), get(t, s.url+"/apis/bos/v2/healthz?a=b", "secret")}
	}()
	refused, answered := s.line(t, "/v2/components"), s.line(t, "/v2/healthz")

	if got := <-statuses; got != [2]int{http.StatusForbidden, http.StatusOK} {
		t.Errorf("statuses: %v", got)
	}
	if !strings.Contains(refused, " 403 GET    /v2/components") ||
		!strings.Contains(answered, " 200 GET    /v2/healthz?a=b") {
		t.Errorf("log:\n%s\n%s", refused, answered)
	}
	s.stop()
	if err := <-s.err; err != nil {
		t.Errorf("run: %v", err)
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url, nil)
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Error("it still listens")
	}
}

func TestRun_badFlags(t *testing.T) {
	for name, args := range map[string][]string{
		"a negative number of nodes":     {"-nodes", "-1"},
		"a negative number of ARM nodes": {"-arm-nodes", "-1"},
		"a speed of zero":                {"-speed", "0"},
		"an argument":                    {"extra"},
		"an unknown flag":                {"-frobnicate"},
		"no such address":                {"-listen", "127.0.0.1:notaport"},
		"two kinds of tokens":            {"-auth", "-token", "secret"},
		"a token life without tokens":    {"-token-life", "5m"},
		"a token life that is too short": {"-auth", "-token-life", "1ms"},
		"nothing to write":               {"-dir", t.TempDir()},
		"a folder in a file":             {"-tls", "-listen", "127.0.0.1:0", "-dir", "main_test.go/folder"},
		"half a release":                 {"-bos-version", "2.10"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := run(t.Context(), args, io.Discard); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestRun_bosVersion(t *testing.T) {
	s := start(t, "-nodes", "4", "-bos-version", "2.10.34")

	statuses := make(chan [2]int, 1)
	go func() {
		statuses <- [2]int{get(t, s.url+"/apis/bos/v1/session", ""), get(t, s.url+"/apis/bos/v2/sessions", "")}
	}()
	s.line(t, "/v1/session")
	s.line(t, "/v2/sessions")

	if got := <-statuses; got != [2]int{http.StatusOK, http.StatusOK} {
		t.Errorf("statuses: %v", got)
	}
}

func TestRun_help(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"-h"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("run: %v", err)
	}
	for _, name := range []string{
		"-listen", "-nodes", "-arm-nodes", "-speed", "-bos-version", "-token", "-tls", "-auth", "-token-life", "-dir",
	} {
		if !strings.Contains(out.String(), name) {
			t.Errorf("%s is missing in\n%s", name, out.String())
		}
	}
	if !strings.HasSuffix(out.String(), aboutImages+aboutDrift+aboutHSM) {
		t.Errorf("which images there are, how a node drifts, or where HSM is, is missing in\n%s", out.String())
	}
}

// TestAboutDrift_works sends the request that the help shows.
func TestAboutDrift_works(t *testing.T) {
	_, address, _ := strings.Cut(aboutDrift, "$BOS_ENDPOINT")
	path, rest, _ := strings.Cut(address, `"`)
	_, rest, _ = strings.Cut(rest, "-d '")
	body, _, _ := strings.Cut(rest, "'")
	s := start(t, "-nodes", "4")
	s.drain()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, s.url+"/apis/bos"+path,
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	status, answer := send(t, http.DefaultClient, request)
	_, shown := ask(t, http.DefaultClient, s.url+"/apis/bos"+path, "", "")

	if status != http.StatusOK || !strings.Contains(shown, `"kernel":"s3://boot-images/another/kernel"`) {
		t.Errorf("%d %s\nthen %s", status, answer, shown)
	}
}
