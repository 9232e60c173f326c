// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// namedSMD finds the release of SMD that a recording's title names.
var namedSMD = regexp.MustCompile(`SMD ([0-9]+\.[0-9]+)`)

// hsmWorld is what HSM's database holds, as HSM answers it.
type hsmWorld struct {
	components, groups, partitions map[string]object
}

func newHSMWorld(t testing.TB, dir string) *hsmWorld {
	t.Helper()
	w := &hsmWorld{map[string]object{}, map[string]object{}, map[string]object{}}
	var list struct{ Components []object }
	readJSON(t, filepath.Join(dir, "state_components.json"), &list)
	for _, c := range list.Components {
		w.components[text(c["ID"])] = c
	}
	var groups, partitions []object
	readJSON(t, filepath.Join(dir, "groups.json"), &groups)
	readJSON(t, filepath.Join(dir, "partitions.json"), &partitions)
	for _, g := range groups {
		w.groups[text(g["label"])] = g
	}
	for _, p := range partitions {
		w.partitions[text(p["name"])] = p
	}

	return w
}

func text(value any) string {
	s, _ := value.(string)

	return s
}

func (w *hsmWorld) clone() *hsmWorld {
	return &hsmWorld{clone(w.components), clone(w.groups), clone(w.partitions)}
}

// system returns the world as a system of the simulator.
func (w *hsmWorld) system() bossim.System {
	sys := bossim.System{}
	for _, id := range slices.Sorted(maps.Keys(w.components)) {
		sys.Components = append(sys.Components, encodeJSON(w.components[id]))
	}
	sys.Groups, sys.GroupDetails = groupsOf(w.groups)
	sys.Partitions, sys.PartitionDetails = groupsOf(w.partitions)

	return sys
}

func groupsOf(table map[string]object) (map[string][]string, map[string]bossim.GroupDetail) {
	members, details := map[string][]string{}, map[string]bossim.GroupDetail{}
	for label, record := range table {
		var group struct {
			Description, ExclusiveGroup string
			Tags                        []string
			Members                     struct{ IDs []string }
		}
		if err := json.Unmarshal(encodeJSON(record), &group); err != nil {
			panic(err)
		}
		members[label] = group.Members.IDs
		details[label] = bossim.GroupDetail{
			Description: group.Description, ExclusiveGroup: group.ExclusiveGroup, Tags: group.Tags,
		}
	}

	return members, details
}

// need makes the component exist.
func (w *hsmWorld) need(id string) {
	if id != "" && w.components[id] == nil {
		w.components[id] = object{"ID": id, "Type": "Node", "State": "Ready", "Flag": "OK", "Enabled": true}
	}
}

// group makes a group or partition exist, and returns its record.
func (w *hsmWorld) group(table map[string]object, key, label string) object {
	if table[label] == nil {
		table[label] = object{key: label, "members": object{"ids": []any{}}}
	}

	return table[label]
}

func members(group object) []any {
	list, _ := group["members"].(object)
	ids, _ := list["ids"].([]any)

	return ids
}

// setMembers replaces the members, who then exist.
func (w *hsmWorld) setMembers(group object, ids []any) {
	group["members"] = object{"ids": ids}
	for _, id := range ids {
		w.need(text(id))
	}
}

// drop removes a component everywhere.
func (w *hsmWorld) drop(id string) {
	delete(w.components, id)
	for _, table := range []map[string]object{w.groups, w.partitions} {
		for _, group := range table {
			w.setMembers(group, slices.DeleteFunc(members(group), func(member any) bool { return member == id }))
		}
	}
}

// givenFor changes the world to the state that the exchange implies.
func (w *hsmWorld) givenFor(ex hsmExchange) *hsmWorld {
	where, err := url.Parse(strings.ReplaceAll(ex.Request.Path, "%zz", ""))
	if err != nil {
		panic(fmt.Sprintf("%s: %v", ex.Name, err))
	}
	parts := strings.Split(strings.TrimPrefix(where.Path, "/hsm/v2/"), "/")
	body, _ := ex.Response.Body.(object)
	switch {
	case parts[0] == "State" && len(parts) == 3:
		w.givenComponent(ex, parts[2], body)
	case parts[0] == "groups":
		w.givenGroup(ex, w.groups, "label", parts[1:], where.RawQuery != "")
	case parts[0] == "partitions":
		w.givenGroup(ex, w.partitions, "name", parts[1:], where.RawQuery != "")
	case parts[0] == "locks":
		w.givenLocks(ex, parts[len(parts)-1], body)
	}

	return w
}

// givenComponent: a component that was answered, or deleted, was there; one that
// was not found was not.
func (w *hsmWorld) givenComponent(ex hsmExchange, id string, body object) {
	switch {
	case ex.Response.Status == 404:
		w.drop(id)
	case ex.Request.Method == "DELETE":
		w.need(id)
	case ex.Request.Method == "GET" && body["ID"] != nil:
		w.components[text(body["ID"])] = body
	}
}

// givenLocks: what was locked was unlocked before, and the other way round.
func (w *hsmWorld) givenLocks(ex hsmExchange, action string, body object) {
	lock := func(id string, locked bool) {
		w.need(id)
		w.components[id]["Locked"] = locked
	}
	if action == "status" {
		if body["detail"] == "Component not found" { // no lock was found at all
			for id := range w.components {
				lock(id, false)
			}
		}

		return
	}
	done, _ := body["Success"].(object)
	ids, _ := done["ComponentIDs"].([]any)
	for _, id := range ids {
		lock(text(id), action == "unlock")
	}
	var sent struct{ ComponentIDs []string }
	refused := strings.HasPrefix(text(body["detail"]), "Component is ")
	if json.Unmarshal(ex.payload(), &sent) == nil && refused {
		for _, id := range sent.ComponentIDs {
			lock(id, action == "lock")
		}
	}
}

// givenGroup does so for groups and partitions; rest is the path after them. An
// answer that a query cut down says nothing about the whole.
func (w *hsmWorld) givenGroup(ex hsmExchange, table map[string]object, key string, rest []string, cut bool) {
	body, _ := ex.Response.Body.(object)
	detail := text(body["detail"])
	if len(rest) == 0 {
		if ex.Request.Method == "POST" {
			w.givenPost(ex, table, key, detail)
		}

		return
	}
	label := strings.ToLower(rest[0])
	if ex.Response.Status == 404 && !strings.Contains(detail, "member") {
		delete(table, label)

		return
	}
	if ex.Request.Method == "GET" && len(rest) == 1 && !cut && body[key] != nil {
		table[label] = body
		w.setMembers(body, members(body))

		return
	}
	group := w.group(table, key, label)
	switch {
	case ex.Request.Method == "DELETE" && len(rest) == 3 && ex.Response.Status == 200:
		w.setMembers(group, append(members(group), rest[2]))
	case ex.Request.Method == "POST" && strings.Contains(detail, "existing member in the same"):
		w.setMembers(group, append(members(group), w.sentID(ex)))
	case ex.Request.Method == "POST" && ex.Response.Status == 201:
		w.need(w.sentID(ex))
	}
}

func (w *hsmWorld) sentID(ex hsmExchange) string {
	var sent struct{ ID string }
	_ = json.Unmarshal(ex.payload(), &sent)

	return sent.ID
}

// givenPost: a label that was taken was there, one that was made was not.
func (w *hsmWorld) givenPost(ex hsmExchange, table map[string]object, key, detail string) {
	var sent struct {
		Label, Name string
		Members     struct{ IDs []string }
	}
	if json.Unmarshal(ex.payload(), &sent) != nil {
		return
	}
	label := strings.ToLower(sent.Label + sent.Name)
	switch {
	case ex.Response.Status == 201:
		delete(table, label)
		for _, id := range sent.Members.IDs {
			w.need(strings.ToLower(id))
		}
	case strings.Contains(detail, "same label") || strings.Contains(detail, "same name"):
		w.group(table, key, label)
	}
}
