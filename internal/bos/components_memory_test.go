// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// alive returns the bytes in use.
func alive() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// fat returns a page of 1 000 records of 6 kB each.
func fat(from int) string {
	page := wireComponents(from, from+1000)
	return strings.ReplaceAll(page, `"error":null`, `"error":"`+strings.Repeat("x", 6<<10)+`"`)
}

// The records of a page are freed before the next request: of 60 MB, about 6 MB at most are in use at any time.
// Not parallel, as parallel tests share the memory.
func TestEachComponent_holdsOnePage(t *testing.T) {
	pages := map[string]string{"": fat(0), "x000999": fat(1000), "x001999": fat(2000), "x002999": fat(3000), "x003999": fat(4000), "x004999": "[]"}
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		scripted.OK(pages[r.URL.Query().Get("start_after_id")])(w, r)
	})
	visits := 0
	var atFirst, atLast uint64
	var kept []string

	err := f.EachComponent(t.Context(), bos.ComponentFilter{}, func(c bos.Component) error {
		kept = append(kept, c.ID) // an ID that the caller keeps holds no other memory
		switch visits++; visits {
		case 1:
			atFirst = alive()
		case 4001:
			atLast = alive()
		}
		return nil
	})

	const page = 6 << 20
	if err != nil || visits != 5000 || len(kept) != 5000 {
		t.Fatalf("%v after %d visits", err, visits)
	}
	if atLast > atFirst+page/2 {
		t.Errorf("on the first page %d kB were alive, on the fifth %d", atFirst>>10, atLast>>10)
	}
}

// BenchmarkEachComponent visits a simulated system of 10 000 nodes in pages, and in one answer as BOS < 2.32
// sends it. The metric MB-alive is the additional memory in use halfway.
func BenchmarkEachComponent(b *testing.B) {
	const nodes = 10_000
	sim, err := bossim.New(bossim.Config{Clock: bossim.NewSteppedClock(start), System: bossim.DefaultSystem(nodes)})
	if err != nil {
		b.Fatal(err)
	}
	for _, paged := range []bool{false, true} {
		b.Run(fmt.Sprintf("paged=%t", paged), func(b *testing.B) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !paged {
					r.URL.RawQuery = ""
				}
				sim.ServeHTTP(w, r)
			}))
			defer server.Close()
			client, err := config{Config: gateway.Config{Endpoint: server.URL, Clock: bossim.NewSteppedClock(start)}}.client()
			if err != nil {
				b.Fatal(err)
			}
			before, most := alive(), uint64(0)
			for b.Loop() {
				visits := 0
				err := client.EachComponent(b.Context(), bos.ComponentFilter{}, func(bos.Component) error {
					if visits++; visits == nodes/2 {
						b.StopTimer()
						most = max(most, alive())
						b.StartTimer()
					}
					return nil
				})
				if err != nil || visits != nodes {
					b.Fatalf("%v after %d visits", err, visits)
				}
			}
			b.ReportMetric(float64(most-min(most, before))/(1<<20), "MB-alive")
		})
	}
}
