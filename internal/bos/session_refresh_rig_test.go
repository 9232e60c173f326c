// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// bubble is a client in a bubble of synctest, and a server that answers a request when the test says so. They are
// connected by pipes: a goroutine that waits for a network is not durably blocked.
type bubble struct {
	*bos.Client

	t       *testing.T
	handler http.HandlerFunc // answers instead of the test, if it is not nil
	mu      sync.Mutex
	pending []*pendingRequest
}

// pendingRequest is a request that has arrived and is not answered.
type pendingRequest struct {
	*http.Request

	answer chan http.HandlerFunc
}

// inBubble runs a test in a bubble: its time passes only where nothing else can happen.
func inBubble(t *testing.T, test func(t *testing.T, b *bubble), edits ...func(*config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{t: t}
		listener := &pipes{made: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: b} //nolint:gosec // no network reaches it
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(func() { _ = server.Close() })
		cfg := config{}
		cfg.Endpoint, cfg.Dial = "http://bos/apis/bos", listener.dial
		for _, edit := range edits {
			edit(&cfg)
		}
		var err error
		if b.Client, err = cfg.client(); err != nil {
			t.Fatal(err)
		}
		b.warm(b.Client)
		test(t, b)
	})
}

// warm makes as many refreshes as a client makes before it may share a LIST.
func (b *bubble) warm(client *bos.Client) {
	if v1, _ := client.SpeaksV1(); v1 {
		return
	}
	b.handler = func(w http.ResponseWriter, r *http.Request) {
		scripted.OK(record(path.Base(r.URL.Path), client.Tenant(), "running"))(w, r)
	}
	for range 11 {
		if _, err := client.RefreshedSession(b.t.Context(), "s1"); err != nil {
			b.t.Error(err)
		}
	}
	b.handler = nil
}

// pipes is a listener whose connections are pipes.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	p.made <- server
	return client, nil
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.made:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.once.Do(func() { close(p.closed) }); return nil }

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

func (b *bubble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if b.handler != nil {
		b.handler(w, r)
		return
	}
	arrived := &pendingRequest{r, make(chan http.HandlerFunc)}
	b.mu.Lock()
	b.pending = append(b.pending, arrived)
	b.mu.Unlock()
	select {
	case answer := <-arrived.answer:
		answer(w, r)
	case <-r.Context().Done():
	}
}

// pass lets time pass.
func (b *bubble) pass(d time.Duration) {
	if err := gateway.SystemClock().Sleep(b.t.Context(), d); err != nil {
		b.t.Error(err)
	}
}

// refreshed is the result of a refresh that runs by itself.
type refreshed struct {
	session bos.Session
	err     error
	done    bool
}

// refresh begins the refresh of a session, and returns when nothing goes on by itself any more.
func (b *bubble) refresh(ctx context.Context, name string) *refreshed {
	return b.refreshBy(ctx, b.Client, name)
}

func (b *bubble) refreshBy(ctx context.Context, client *bos.Client, name string) *refreshed {
	result := &refreshed{}
	go func() {
		result.session, result.err = client.RefreshedSession(ctx, name)
		result.done = true
	}()
	synctest.Wait()
	return result
}

// refreshAll begins the refreshes of n sessions, named from s1 on.
func (b *bubble) refreshAll(n int) []*refreshed {
	var all []*refreshed
	for i := range n {
		all = append(all, b.refresh(b.t.Context(), fmt.Sprintf("s%d", i+1)))
	}
	return all
}

// waits checks which requests are not answered, by the last elements of their paths.
func (b *bubble) waits(want ...string) {
	b.t.Helper()
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	var got []string
	for _, request := range b.pending {
		got = append(got, last(request))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.t.Fatalf("not answered: %q, want %q", got, want)
	}
}

func last(request *pendingRequest) string {
	return request.URL.Path[strings.LastIndex(request.URL.Path, "/")+1:]
}

// take returns the oldest request that is not answered and ends in that element.
func (b *bubble) take(element string) *pendingRequest {
	b.t.Helper()
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, request := range b.pending {
		if last(request) == element {
			b.pending = slices.Delete(b.pending, i, i+1)
			return request
		}
	}
	b.t.Fatalf("there is no request for %s", element)
	return nil
}

// answer answers the oldest request that ends in that element.
func (b *bubble) answer(element string, answer http.HandlerFunc) {
	b.t.Helper()
	b.take(element).answer <- answer
	synctest.Wait()
}

// show answers the GETs of those sessions, which are running.
func (b *bubble) show(names ...string) {
	b.t.Helper()
	for _, name := range names {
		b.answer(name, scripted.OK(record(name, "", "running")))
	}
}

// list answers a LIST.
func (b *bubble) list(records ...string) {
	b.t.Helper()
	b.answer("sessions", scripted.OK("["+strings.Join(records, ",")+"]"))
}

// record is the record of a session of a tenant ("" = none).
func record(name, tenant, status string) string {
	text := strings.Replace(scripted.Session(status, "x3000c0s1b0n0", "null"), `"s1"`, `"`+name+`"`, 1)
	if tenant != "" {
		text = strings.Replace(text, `"tenant":null`, `"tenant":"`+tenant+`"`, 1)
	}
	return text
}

// wantAll checks that all have returned the session with that status.
func wantAll(t *testing.T, all []*refreshed, status string) {
	t.Helper()
	for i, r := range all {
		if !r.done || r.err != nil || r.session.Status != status || r.session.Name != fmt.Sprintf("s%d", i+1) {
			t.Errorf("s%d: %+v", i+1, r)
		}
	}
}
