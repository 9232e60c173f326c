// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// A cache or a proxy that mixes up its answers shows another session's record. That is no absence: the record is not
// expired, and a destroy does not count as done.
func TestSession_answerAboutAnotherSession(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	state := p.apply(nil, bootBlue).NewState
	mixedUp := onLook(bossim.Fault{Times: 1, Rewrite: rewritten(func(a map[string]any) { a["name"] = "another" })})

	bos.Inject(mixedUp)
	read := p.read(state)
	wantTold(t, read.Diagnostics, tfprotov6.DiagnosticSeverityError, 1, `Unable to read session "s1"`, `the answer describes "another", not "s1"`)

	bos.Inject(mixedUp)
	told := p.destroy(state)
	wantTold(t, told, tfprotov6.DiagnosticSeverityError, 1, `Unable to delete session "s1"`, "The session stays in the state")
	if left := bos.Sessions(); len(left) != 1 {
		t.Errorf("left: %v\n%s", left, bos.log())
	}

	after := p.read(state) // the control
	p.fine(after.Diagnostics)
	p.wantText(after.NewState, "result", "succeeded")
	if expired := p.attributes(after.NewState)["expired"]; !expired.Equal(truth(false)) {
		t.Errorf("expired = %v", expired)
	}
	bos.wantSent(t, 1, 1)
}

// Nor does such an answer end the wait, or the search for a session whose answer was lost.
func TestSession_answersAboutAnotherSessionWhileItStarts(t *testing.T) {
	bos := newSim(t)
	p := newServer(t, bos, nil)
	bos.Inject(onStart(bossim.Fault{Commit: true, Drop: true, Times: 1}))
	bos.Inject(afterStart(bossim.Fault{Times: 6, Rewrite: rewritten(func(a map[string]any) { a["name"] = "another" })}))

	applied := p.apply(nil, bootBlue)

	p.fine(applied.Diagnostics)
	p.wantText(applied.NewState, "result", "succeeded")
	bos.wantSent(t, 1, 1)
}
