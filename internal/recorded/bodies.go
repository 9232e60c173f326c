// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package recorded

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"
)

type exchange struct {
	Request  struct{ Path string }
	Response struct{ Body json.RawMessage }
}

// Bodies returns the JSON of the answers to requests whose path matches, each once, as the seeds of a fuzz test. It
// returns none where there are no recordings.
func Bodies(t testing.TB, path string) []string {
	t.Helper()
	folders, err := find(os.Getenv(Variable))
	if err != nil {
		return nil
	}
	matches, seen := regexp.MustCompile(path), map[string]bool{}
	var bodies []string
	for _, folder := range folders {
		for _, file := range folder.Files() {
			var recording struct {
				exchange
				Steps []exchange
			}
			text, err := os.ReadFile(file)
			if err != nil || json.Unmarshal(text, &recording) != nil {
				continue
			}
			for _, step := range append(recording.Steps, recording.exchange) {
				body := string(step.Response.Body)
				if body != "" && !seen[body] && matches.MatchString(step.Request.Path) {
					seen[body] = true
					bodies = append(bodies, body)
				}
			}
		}
	}

	return bodies
}
