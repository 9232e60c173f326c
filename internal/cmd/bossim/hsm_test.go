// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var shownCurl = regexp.MustCompile(`curl (?:-d '([^']*)' )?"\$\{BOS_ENDPOINT%/bos\}([^"]*)"`)

// TestAboutHSM_works sends the requests that the help shows, and looks at what the
// last one did.
func TestAboutHSM_works(t *testing.T) {
	s := start(t, "-nodes", "8")
	s.drain()
	shown := shownCurl.FindAllStringSubmatch(aboutHSM, -1)
	if len(shown) != strings.Count(aboutHSM, "curl ") || len(shown) < 4 {
		t.Fatalf("%q", shown)
	}
	for _, command := range shown {
		method := http.MethodGet
		if command[1] != "" {
			method = http.MethodPost
		}
		request, err := http.NewRequestWithContext(t.Context(), method, s.url+"/apis"+command[2], strings.NewReader(command[1]))
		if err != nil {
			t.Fatal(err)
		}
		if status, answer := send(t, http.DefaultClient, request); status != http.StatusOK {
			t.Errorf("%s: %d %s", command[0], status, answer)
		}
	}

	_, node := ask(t, http.DefaultClient, s.url+"/apis/smd/hsm/v2/State/Components/x3000c0s1b0n0", "", "")
	if !strings.Contains(node, `"Locked":true`) {
		t.Error(node)
	}
}
