// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// sessionsFolder is what the newest version has left behind of sessions.
func sessionsFolder(t *testing.T) (folder string) {
	t.Helper()
	for _, folder = range storedStates(t) {
		if filepath.Base(folder) == "sessions" {
			return folder
		}
	}
	t.Fatal("no sessions in", upgrades)
	return ""
}

// stateText returns the directory's state, as it is in the file.
func (e *engine) stateText() []byte {
	e.t.Helper()
	content, err := os.ReadFile(filepath.Join(e.dir, "terraform.tfstate"))
	if err != nil {
		e.t.Fatal(err)
	}
	return content
}

// A version whose state an older one would misread has another schema version, and the engine itself refuses it to the older
// one: nothing is sent, and the state stays as it is.
func TestUpgrade_stateOfANewerSchema(t *testing.T) {
	t.Parallel()
	bos, tf := restored(t, sessionsFolder(t), newRealEngine, func(state []byte) []byte {
		return bytes.ReplaceAll(state, []byte(`"schema_version": 1,`), []byte(`"schema_version": 2,`))
	})
	before, requests := tf.stateText(), len(bos.Requests())

	for _, command := range [][]string{{"plan"}, {"apply", "-auto-approve"}, {"destroy", "-auto-approve"}} {
		says(t, tf.exits(1, command...), "Resource instance managed by newer provider version",
			"was created by a newer provider version than is currently selected")
	}

	if !bytes.Equal(tf.stateText(), before) || len(bos.Requests()) != requests {
		t.Errorf("the state was written, or something was sent\n%s", bos.log())
	}
}

// An attribute that only a newer version has is left out by an older one: that plans nothing, and starts nothing.
func TestUpgrade_stateWithANewerAttribute(t *testing.T) {
	t.Parallel()
	bos, tf := restored(t, sessionsFolder(t), newRealEngine, func(state []byte) []byte {
		return bytes.ReplaceAll(state, []byte(`"attributes": {`), []byte(`"attributes": {"newer": {"than": ["this"]},`))
	})
	before, sent := tf.stateText(), len(bos.changing())

	tf.exits(0, "plan", "-detailed-exitcode")
	if !bytes.Contains(before, []byte("newer")) || !bytes.Equal(tf.stateText(), before) {
		t.Error("the plan has written the state")
	}
	says(t, tf.must("apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")
	tf.exits(0, "plan", "-detailed-exitcode")
	if len(bos.changing()) != sent {
		t.Errorf("something was sent\n%s", bos.log())
	}
}
