// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"runtime"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	refreshedSessions = 200
	aloneRefreshed    = 10 // the first ones of a client never wait
)

// refreshedSession is the record of one of the sessions: half of them run by now.
func refreshedSession(i int) []byte {
	status, components := "pending", ""
	if i%2 == 0 {
		status, components = "running", fmt.Sprintf("x3000c0s1b0n0,x3000c0s%db0n0", i)
	}
	return fmt.Appendf(nil, `{"name": "s%d", "tenant": null, "operation": "boot", "template_name": "compute",
		"limit": "x3000c0s1b0n0", "stage": false, "include_disabled": false, "components": %q,
		"status": {"status": %q, "start_time": "2026-11-22T12:00:00", "end_time": null, "error": null}}`,
		i, components, status)
}

// heldGETs stands before BOS, counts requests by kind, and holds the GETs of sessions until they are let go.
type heldGETs struct {
	letGo chan struct{}

	mu     sync.Mutex
	counts map[string]int
}

func (h *heldGETs) before(bos http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := r.Method + " " + path.Base(path.Dir(r.URL.Path))
		h.mu.Lock()
		h.counts[kind]++
		h.mu.Unlock()
		if kind == "GET sessions" {
			<-h.letGo
		}
		bos.ServeHTTP(w, r)
	})
}

// refreshesWaiting is how many refreshes wait for the requests of others.
func refreshesWaiting() int {
	stacks := make([]byte, 16<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte("refreshGroup).await("))
}

// Two hundred refreshes at once take ten GETs and a LIST, and one more GET for the session that the LIST lacks, unless it
// is one of the ten. The states are those that GETs give.
func TestSession_refreshesShareOneList(t *testing.T) {
	bos := newSim(t)
	held := &heldGETs{letGo: make(chan struct{}), counts: map[string]int{}}
	p := newServer(t, bos, nil)
	created := p.apply(nil, fields{
		"name": text("s0"), "operation": text("boot"), "template_name": text("compute"),
		"limit": text("x3000c0s1b0n0"), "wait_for_completion": truth(false),
	}).NewState
	front := httptest.NewServer(held.before(bos.Server))
	t.Cleanup(front.Close)
	states := make([]*tfprotov6.DynamicValue, refreshedSessions)
	var seed bossim.Seed
	for i := range states {
		states[i] = p.edited(created, fields{"name": text(fmt.Sprintf("s%d", i)), "endpoint": text(front.URL)})
		if i > 1 { // s0 is there, and s1 is gone
			seed.Sessions = append(seed.Sessions, refreshedSession(i))
		}
	}
	if err := bos.Load(seed); err != nil {
		t.Fatal(err)
	}
	shared := newServer(t, bos, fields{"endpoint": text(front.URL)})

	var all sync.WaitGroup
	read := make([]*tfprotov6.ReadResourceResponse, len(states))
	for i, state := range states {
		all.Go(func() { read[i] = shared.read(state) })
	}
	for refreshesWaiting() < refreshedSessions-aloneRefreshed {
		runtime.Gosched()
	}
	close(held.letGo)
	all.Wait()

	if gets, lists := held.counts["GET sessions"], held.counts["GET v2"]; gets != aloneRefreshed && gets != aloneRefreshed+1 || lists != 1 {
		t.Errorf("%d GETs, %d LISTs", gets, lists)
	}
	one := newServer(t, bos, fields{"endpoint": text(front.URL)})
	for i, state := range states {
		shared.fine(read[i].Diagnostics)
		want := one.read(state)
		if got := shared.unpacked(read[i].NewState); !got.Equal(one.unpacked(want.NewState)) {
			t.Errorf("s%d: %v, by a GET %v", i, got, want.NewState)
		}
	}
	if lists := held.counts["GET v2"]; lists != 1 {
		t.Errorf("one after the other: %d LISTs", lists-1)
	}
}
