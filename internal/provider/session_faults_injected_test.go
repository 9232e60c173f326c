// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Where a fault strikes.

func onStart(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodPost, "/v2/sessions"
	return f
}

func onLook(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodGet, "/v2/sessions/*"
	return f
}

// afterStart is onLook from the request that starts a session with a configured name on: the name is looked for before.
func afterStart(f bossim.Fault) bossim.Fault {
	f.Skip++
	return onLook(f)
}

// fromStart strikes whatever is asked from that request on. Before it, the name is looked for, and the nodes are asked for it.
func fromStart(f bossim.Fault) bossim.Fault {
	f.Skip += 2
	return f
}

func onResult(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodGet, "/v2/sessions/*/status"
	return f
}

func onDelete(f bossim.Fault) bossim.Fault {
	f.Method, f.Path = http.MethodDelete, "/v2/sessions/*"
	return f
}

// notFound is BOS's own answer, unlike that of a gateway without a way to BOS.
func notFound(f bossim.Fault) bossim.Fault {
	f.Status, f.Header = 404, map[string]string{"Content-Type": "application/problem+json"}
	f.Body = `{"type": "about:blank", "title": "The resource was not found", "status": 404, "detail": "Session 's1' does not exist"}`
	return f
}

// rewritten is an answer of BOS whose JSON was changed on the way.
func rewritten(change func(answer map[string]any)) func(int, http.Header, []byte) (int, []byte) {
	return func(status int, _ http.Header, body []byte) (int, []byte) {
		answer := map[string]any{}
		if json.Unmarshal(body, &answer) != nil {
			return status, body
		}
		change(answer)
		changed, _ := json.Marshal(answer)
		return status, changed
	}
}

// nulled is JSON whose every value is null, but for those that are kept.
func nulled(keep ...string) func(map[string]any) {
	var change func(answer map[string]any)
	change = func(answer map[string]any) {
		for name, value := range answer {
			if inner, isObject := value.(map[string]any); isObject {
				change(inner)
				continue
			}
			if !slices.Contains(keep, name) {
				answer[name] = nil
			}
		}
	}
	return change
}
