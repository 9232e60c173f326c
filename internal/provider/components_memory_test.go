// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const (
	pagesSent  = 5
	pageNodes  = 1000
	recordSize = 4 << 10 // bytes; those of real systems have 2 to 6 kB
)

// pagesOfNodes is a BOS of five thousand large records, which looks at each request how much of the memory is in use.
type pagesOfNodes struct{ inUse []uint64 }

func (b *pagesOfNodes) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	page := len(b.inUse) % (pagesSent + 1)
	b.inUse = append(b.inUse, memory.HeapAlloc)

	w.Header().Set("Content-Type", "application/json")
	if page == pagesSent {
		_, _ = w.Write([]byte("[]"))
		return
	}
	artifacts := map[string]any{"kernel": "k", "initrd": "i"}
	state := map[string]any{"boot_artifacts": artifacts}
	_, _ = w.Write([]byte("["))
	for i := range pageNodes {
		id := fmt.Sprintf("x%dc0s%db0n0", 1000+page, 1000+i)
		artifacts["kernel_parameters"] = id + strings.Repeat(" ", recordSize)
		record, _ := json.Marshal(map[string]any{
			"id": id, "enabled": false, "desired_state": state, "status": map[string]any{"status": "stable"},
		})
		if i > 0 {
			record = append([]byte(","), record...)
		}
		_, _ = w.Write(record)
	}
	_, _ = w.Write([]byte("]"))
}

// grown is by how much memory in use grew from the second request to the last.
func (b *pagesOfNodes) grown(t *testing.T) int64 {
	t.Helper()
	if len(b.inUse) != pagesSent+1 {
		t.Fatalf("%d requests", len(b.inUse))
	}
	grown := int64(b.inUse[pagesSent]) - int64(b.inUse[1]) //nolint:gosec // some megabytes
	b.inUse = nil
	return grown
}

// While it reads, the provider holds one page of records, and of those before no more than it will show.
func TestComponentsDataSource_holdsOnePage(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no engine takes part in it")
	}
	pages := &pagesOfNodes{}
	listener := httptest.NewServer(pages)
	defer listener.Close()
	p := newServer(t, newSim(t), fields{"endpoint": text(listener.URL)})

	got := p.found("bos_components", nil)

	wantValues(t, got, map[string]any{"component_count": pagesSent * pageNodes, "drifted_count": pagesSent * pageNodes})
	const sent = (pagesSent - 1) * pageNodes * recordSize
	if grown := pages.grown(t); grown > sent/10 {
		t.Errorf("it has grown by %d bytes, of %d that were sent", grown, sent)
	}

	// Who keeps the records is seen to grow.
	g, err := gateway.New(gateway.Config{Service: bos.Service, Endpoint: listener.URL})
	if err != nil {
		t.Fatal(err)
	}
	client, err := bos.New(g, bos.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var kept []bos.Component
	err = client.EachComponent(t.Context(), bos.ComponentFilter{}, func(c bos.Component) error {
		kept = append(kept, c)
		return nil
	})
	if grown := pages.grown(t); err != nil || len(kept) != pagesSent*pageNodes || grown < sent {
		t.Errorf("%d records are kept, but it has grown by %d bytes only, of %d that were sent (%v)", len(kept), grown, sent, err)
	}
}
