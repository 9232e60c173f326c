// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// ourPost tells the provider's requests from those that the test makes for others.
func ourPost(r bossim.Request) bool {
	return theirPost(r) && r.RequestID != ""
}

func theirPost(r bossim.Request) bool {
	return r.Method == http.MethodPost && (r.Path == pathsV2.start || r.Path == pathsV1.start)
}

// ours is how many sessions the provider has started, and by how many POSTs.
func (s *sim) ours() [2]int {
	started, posts := s.SessionsStarted(), 0
	for _, r := range s.Requests() {
		switch {
		case ourPost(r):
			posts++
		case theirPost(r):
			started--
		}
	}
	return [2]int{started, posts}
}

// atLook has f called just before the n-th look at a session is answered.
func (s *sim) atLook(n int, f func()) {
	if n == 0 {
		return
	}
	looks := make(chan struct{}, n)
	s.OnRequest(func(r bossim.Request) {
		if r.Status == http.StatusNotFound { // its name was looked for, before it was started
			return
		}
		if r.Method != http.MethodGet || r.RequestID == "" || !strings.HasPrefix(r.Path, s.api.sessions) {
			return
		}
		select {
		case looks <- struct{}{}:
			if len(looks) == n {
				f()
			}
		default:
		}
	})
}

// heading is the first line of what the engine prints of a diagnostic. An empty one is before it, unlike where
// the text of another one happens to be broken.
var heading = regexp.MustCompile(`(?m)^[│╷ ]*\n[│ ]*(Error|Warning): (.*\S)\s*$`)

// outcome runs a command and tells how it ended.
func (e *engine) outcome(word string) (output, outcome string) {
	e.t.Helper()
	args := slices.Clone(commands[word])
	if word == "import" && e.bos.api == pathsV1 {
		args[2] = e.bos.newest()
	}
	output, code := e.run(args...)
	outcome = "succeeds"
	if code != 0 {
		outcome = "fails"
	}
	return output, outcome + headings(output)
}

// headings are in the order of the output; one that plan and apply both print is told once.
func headings(output string) string {
	var told []string
	for _, found := range heading.FindAllStringSubmatch(output, -1) {
		text := generated.ReplaceAllString(found[2], "$1…")
		if text == "Resource instance cannot be destroyed" { // OpenTofu's words for it
			text = "Instance cannot be destroyed"
		}
		if found[1] == "Warning" {
			text = "warning: " + text
		}
		if !slices.Contains(told, text) {
			told = append(told, text)
		}
	}
	if len(told) == 0 {
		return ""
	}
	return ": " + strings.Join(told, "; ")
}

// generated is a name that the provider has made up, or BOS v1.
var generated = regexp.MustCompile(`(tf-|\b)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)

var plannedAction = regexp.MustCompile(`(?m)^\s*# bos_session\.test (?:is tainted, so )?(?:it )?(will be created|will be updated in-place|must be replaced)`)

// planned says what a plan shows, and keeps the plan.
func (e *engine) planned() string {
	e.t.Helper()
	output, code := e.run("plan", "-detailed-exitcode", "-out=planned")
	switch code {
	case 0:
		return "no changes" + headings(output)
	case 1:
		return "fails" + headings(output)
	}
	found := plannedAction.FindStringSubmatch(output)
	if found == nil {
		e.t.Fatalf("a plan that cannot be read:\n%s", output)
	}
	return map[string]string{
		"will be created":          "a new session",
		"will be updated in-place": "an update in place",
		"must be replaced":         "a replacement",
	}[found[1]] + headings(output)
}

// state is what the engine's state holds of the session. It is read from the file:
// one command less for each look.
func (e *engine) state() string {
	e.t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, "terraform.tfstate"))
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return noSession
		}
		e.t.Fatal(err)
	}
	var file struct {
		Resources []struct {
			Instances []struct {
				Status     string
				Attributes map[string]any
			}
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		e.t.Fatal(err)
	}
	if len(file.Resources) == 0 {
		return noSession
	}
	instance := file.Resources[0].Instances[0]
	word := func(name, missing string) string {
		if instance.Attributes[name] == nil {
			return missing
		}
		return fmt.Sprint(instance.Attributes[name])
	}
	text := word("status", "status unknown") + ", " + word("result", "not judged")
	if instance.Attributes["expired"] == true {
		text += ", expired"
	}
	if instance.Status == "tainted" {
		text += ", tainted"
	}
	return text
}
