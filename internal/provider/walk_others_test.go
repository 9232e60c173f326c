// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// What other people, and BOS itself, do to a walk's systems.

// strangers is a session that is nobody's, in place of the one that was asked for.
const strangers = "0d6c0c2f-5c3a-4d4b-9a53-6c1d9a1b2c3d"

// mixUp is a cache or a proxy that hands out the answer to somebody else's request: a session that is complete.
func mixUp(status int, header http.Header, body []byte) (int, []byte) {
	var session map[string]any
	if json.Unmarshal(body, &session) != nil {
		return status, body
	}
	for key, value := range map[string]any{
		"name": strangers, "components": "x3000c0s9b3n0", "job": "boa-" + strangers,
		"status": map[string]any{"status": "complete", "start_time": "2026-11-22T09:00:00", "end_time": "2026-11-22T09:10:00", "error": nil},
	} {
		if _, found := session[key]; found {
			session[key] = value
		}
	}
	if links, found := session["links"]; found && links != nil { // of v1's answer to POST; only what was asked for tells whose it is
		session["templateName"] = "theirs"
		session["links"] = []any{map[string]any{"rel": "session", "href": "/v1/session/" + strangers}}
	}
	if _, found := session["managed_components_count"]; found {
		return status, body // a status names no session: nothing would show that it is another's
	}
	mixed, err := json.Marshal(session)
	if err != nil {
		return status, body
	}
	header.Del("Content-Length")
	return status, mixed
}

// interfere is one thing that somebody else does: to the session of the walk, or beside it.
func (k *walk) interfere() {
	s := k.world.systems[k.wish.System]
	what := k.random.IntN(6)
	switch {
	case what <= 1: // the same name, or on v1 the same operation and template
		limit := k.wish.Limit
		if k.random.IntN(2) == 0 {
			limit = pick(k.random, walkLimits)
		}
		k.elseStarts(s, k.wish.Name, k.wish.Operation, k.wish.Template, limit)
	case what == 2:
		k.elseStarts(s, "", pick(k.random, walkOperations), pick(k.random, walkTemplates), pick(k.random, walkLimits))
	case what == 3:
		k.elseDeletes(s)
	case what == 4 && !k.world.v1():
		node := pick(k.random, walkXnames)
		code := s.ask(http.MethodPatch, "/v2/components/"+node, `{"enabled": false}`)
		k.world.notef("    somebody disables %s: %d", node, code)
	default:
		k.world.clock.Advance(time.Duration(k.random.IntN(90)) * time.Second)
		k.world.notef("    time passes")
	}
}

func (k *walk) elseStarts(s *walkSystem, name, operation, template string, limit *string) {
	if name == "" && !k.world.v1() {
		name = fmt.Sprintf("other-%d", len(s.History()))
	}
	body := map[string]any{"operation": operation, "template_name": template}
	if k.world.v1() {
		body = map[string]any{"operation": operation, "templateName": template}
	} else {
		body["name"] = name
	}
	if limit != nil {
		body["limit"] = *limit
	}
	text, err := json.Marshal(body)
	if err != nil {
		k.t.Fatal(err)
	}
	code := s.ask(http.MethodPost, k.world.api.start, string(text))
	k.world.notef("    somebody starts %s: %d", text, code)
}

// elseDeletes deletes the record that the state stands for, if there is one.
func (k *walk) elseDeletes(s *walkSystem) {
	name, _ := k.engine.values()["name"].(string)
	if name == "" || strings.HasPrefix(name, "other-") {
		name = k.wish.Name
	}
	if name == "" {
		return
	}
	code := s.ask(http.MethodDelete, k.world.api.sessions+name, "")
	k.world.notef("    somebody deletes %s: %d", name, code)
}
