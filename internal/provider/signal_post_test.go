// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// stoppable is a provider that tells when its engine has told it to stop.
type stoppable struct {
	tfprotov6.ProviderServer

	once sync.Once
	told chan struct{}
}

func (s *stoppable) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	defer context.AfterFunc(ctx, func() { s.once.Do(func() { close(s.told) }) })()
	return s.ProviderServer.ApplyResourceChange(ctx, req)
}

// A real Ctrl-C to a real engine in the middle of a POST whose answer is lost.
// The provider lives in the simulation's time: it takes it half a minute to be
// sure that a POST was not carried out.
func TestSession_interruptedWhileThePostIsLost(t *testing.T) {
	rows := []struct {
		name    string
		fault   bossim.Fault
		started int
	}{
		{"dropped, not carried out", bossim.Fault{Drop: true}, 0},
		{"reset, not carried out", bossim.Fault{Reset: true}, 0},
		{"503, not carried out", bossim.Fault{Status: 503}, 0},
		{"dropped, carried out", bossim.Fault{Drop: true, Commit: true}, 1},
		{"504, carried out", bossim.Fault{Status: 504, Commit: true}, 1},
		{"dropped, carried out 29 s later", bossim.Fault{Drop: true, CommitAfter: 29 * time.Second}, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			row.fault.Method, row.fault.Path, row.fault.Times = "POST", "/v2/sessions", 1
			bos.Inject(row.fault)
			p := &stoppable{told: make(chan struct{}), ProviderServer: providerserver.NewProtocol6(provider.New("test", provider.WithClock(bos.Clock))())()}
			tf := newEngineOf(t, bos, func() tfprotov6.ProviderServer { return p })
			tf.write(waitingWith(""))
			arrived, letGo := bos.holds()
			defer letGo()
			apply := tf.start("apply", "-auto-approve")
			apply.await(arrived, "the POST arrives")

			apply.ctrlC()
			apply.await(p.told, "the provider is told to stop")
			letGo()

			output, code := apply.end()
			if code != 1 || strings.Contains(output, "terraform_data.after: Creation complete") {
				t.Errorf("exit code %d\n%s", code, output)
			}
			bos.wantSent(t, row.started, 1) // no second POST after an interrupt
			if row.started == 1 {
				says(t, output, "Stopped waiting for session")
				tf.wantUpdate()
				says(t, tf.must("apply", "-auto-approve"), "1 added, 1 changed, 0 destroyed")
				bos.wantSent(t, 1, 1)
			} else {
				says(t, output, "Unable to start the session", "was not started")
				says(t, tf.exits(2, "plan", "-detailed-exitcode"), "2 to add, 0 to change, 0 to destroy")
				says(t, tf.must("apply", "-auto-approve"), "2 added, 0 changed, 0 destroyed")
				bos.wantSent(t, 1, 2)
			}
			if values, tainted := tf.attributes(); tainted || values["result"] != "succeeded" {
				t.Errorf("tainted %t, %v", tainted, values)
			}
			tf.exits(0, "plan", "-detailed-exitcode")
		})
	}
}
