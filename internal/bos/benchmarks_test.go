// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// benchmarked returns a client of the handler, over HTTP. Its time passes only when it waits.
func benchmarked(b *testing.B, clock gateway.Clock, handler http.Handler) *bos.Client {
	b.Helper()
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	client, err := config{Config: gateway.Config{Endpoint: server.URL, Token: secret, Clock: clock}}.client()
	if err != nil {
		b.Fatal(err)
	}
	return client
}

func BenchmarkSession(b *testing.B) {
	answer := scripted.Session("complete", "x3000c0s1b0n0", "null")
	client := benchmarked(b, bossim.NewSteppedClock(start), scripted.OK(answer))
	b.SetBytes(int64(len(answer)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Session(b.Context(), "s1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListSessions_1000(b *testing.B) {
	const sessions = 1000
	one := scripted.Session("complete", "x3000c0s1b0n0", "null")
	answer := "[" + strings.Repeat(one+",", sessions-1) + one + "]"
	client := benchmarked(b, bossim.NewSteppedClock(start), scripted.OK(answer))
	b.SetBytes(int64(len(answer)))
	b.ReportAllocs()
	for b.Loop() {
		if list, err := client.ListSessions(b.Context(), bos.SessionFilter{}); err != nil || len(list) != sessions {
			b.Fatal(len(list), err)
		}
	}
}

// Records of simulated nodes have all the fields of real ones.
func BenchmarkEachComponent_10000(b *testing.B) {
	const nodes = 10000
	clock := bossim.NewSteppedClock(start)
	sim, err := bossim.New(bossim.Config{Clock: clock, System: bossim.System{Nodes: nodes}})
	if err != nil {
		b.Fatal(err)
	}
	answers := map[string]string{}
	size := 0
	client := benchmarked(b, clock, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answers[r.RequestURI] == "" { // the simulator answers once: it is not what is measured
			recorder := httptest.NewRecorder()
			sim.ServeHTTP(recorder, r)
			answers[r.RequestURI] = recorder.Body.String()
			size += recorder.Body.Len()
		}
		scripted.OK(answers[r.RequestURI])(w, r)
	}))
	each := func() {
		visited := 0
		err := client.EachComponent(b.Context(), bos.ComponentFilter{}, func(bos.Component) error {
			visited++
			return nil
		})
		if err != nil || visited != nodes {
			b.Fatal(visited, err)
		}
	}
	each()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		each()
	}
}

// It reports how many requests a session takes whose boot takes 40 minutes, and how late its end is noticed.
func BenchmarkWaitForSession_40minutes(b *testing.B) {
	var requests int
	var late, took time.Duration
	for b.Loop() {
		clock := bossim.NewSteppedClock(start)
		timing := bossim.DefaultTiming()
		timing.Boot, timing.Configure = 18*time.Minute, 20*time.Minute // BOS repeats a boot of 20 minutes
		sim, err := bossim.New(bossim.Config{Clock: clock, Timing: timing, System: bossim.DefaultSystem(4)})
		if err != nil {
			b.Fatal(err)
		}
		client := benchmarked(b, clock, sim)
		created, err := client.CreateSession(b.Context(), bos.SessionCreate{
			Name: "s1", Operation: bos.OperationBoot, TemplateName: "compute", Limit: new(bossim.NodeNames(1)[0]),
		})
		if err != nil {
			b.Fatal(err)
		}
		done, err := client.WaitForSession(b.Context(), created.Name, nil)
		if err != nil {
			b.Fatal(err)
		}
		requests += len(sim.Requests()) - 1
		late += clock.Now().Sub(done.EndTime)
		took += done.EndTime.Sub(done.StartTime)
	}
	b.ReportMetric(float64(requests)/float64(b.N), "requests/op")
	b.ReportMetric(late.Seconds()/float64(b.N), "s-late/op")
	b.ReportMetric(took.Minutes()/float64(b.N), "min-boot/op")
}
