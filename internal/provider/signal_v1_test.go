// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

func interruptedWaitOnV1(t *testing.T, i installed) {
	bos := newV1(t)
	tf := interruptedOn(t, i, bos, waitingWith(""), (*command).ctrlC)

	tf.wantUpdate()
	says(t, completes(t, bos, tf), "1 added, 1 changed, 0 destroyed")

	bos.wantSent(t, 1, 1)
}

// On v1 nothing ties the next apply to a session that was lost with the process: no name, and no adoption. The session
// can be found and imported, as the documentation says.
func diedOnV1(t *testing.T, i installed, die death) {
	t.Helper()
	bos := newV1(t)
	// a boot of nodes that are on, as the lost session leaves them, boots none on v1
	tf := deadOn(t, i, bos, strings.Replace(waitingWith(""), `"boot"`, `"reboot"`, 1), die)
	lost := bos.onlySession(t)

	tf.must("import", "bos_session.test", lost)
	tf.wantUpdate()
	completes(t, bos, tf)
	bos.wantSent(t, 1, 1)

	tf.must("state", "rm", "bos_session.test")
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "bos_session.test will be created")
	completes(t, bos, tf)
	bos.wantSent(t, 2, 2)
}

// As TestSession_interruptedWhileThePostIsLost: where the session cannot be found, the state says so.
func TestSessionV1_interruptedWhileThePostIsLost(t *testing.T) {
	rows := []struct {
		name    string
		fault   bossim.Fault
		started int
	}{
		{"dropped, not carried out", bossim.Fault{Drop: true}, 0},
		{"503, not carried out", bossim.Fault{Status: 503}, 0},
		{"dropped, carried out", bossim.Fault{Drop: true, Commit: true}, 1},
		{"504, carried out", bossim.Fault{Status: 504, Commit: true}, 1},
		{"dropped, carried out 29 s later", bossim.Fault{Drop: true, CommitAfter: 29 * time.Second}, 1},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newV1(t)
			row.fault.Times = 1
			bos.Inject(onV1Start(row.fault))
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
			bos.wantSent(t, row.started, 1)
			values, tainted := tf.attributes()
			if row.started == 1 {
				says(t, output, "Stopped waiting for session")
				tf.wantUpdate()
				says(t, tf.must("apply", "-auto-approve"), "1 added, 1 changed, 0 destroyed")
				bos.wantSent(t, 1, 1)
				return
			}
			says(t, output, "Unable to tell whether the session was started")
			if !tainted || values["name"] != "" {
				t.Errorf("tainted %t, %v", tainted, values)
			}
			says(t, tf.must("apply", "-auto-approve"), "2 added, 0 changed, 1 destroyed")
			bos.wantSent(t, 1, 2)
		})
	}
}
