// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const (
	megabyte = 1 << 20
	deep     = 100_000 // levels
)

func noRetries(c *gateway.Config) { c.MaxRetries = new(int) }

// oversized is an answer that a client must neither read to its end nor decode as a whole.
type oversized struct {
	answer    http.HandlerFunc
	list      bool
	want      string // in the error
	allocates uint64 // at most, in megabytes: several times what is needed, and a fraction of what the answer would take
}

// The bytes that a client reads and allocates are bounded, whatever the service, or who answers in its place, sends. Not
// parallel, as Allocated counts what all tests allocate.
func TestClient_boundsOversizedAnswers(t *testing.T) {
	fit := func(begin, part, end string) http.HandlerFunc {
		return scripted.Repeated(200, begin, part, end, 63*megabyte, nil)
	}
	object := func(begin, part, end string) http.HandlerFunc {
		return scripted.Repeated(200, begin, part, end, 15*megabyte, nil)
	}
	nested := func(status int, open, inner, shut string) http.HandlerFunc {
		return scripted.Answer(status, "application/json", strings.Repeat(open, deep)+inner+strings.Repeat(shut, deep))
	}
	for name, row := range map[string]oversized{
		"numbers in a list":  {fit("[", "0,", "0]"), true, "200 OK: the answer cannot be read: a JSON number is not what belongs there", 1024},
		"objects in a list":  {scripted.Repeated(200, "[", "{},", "{}]", 4*megabyte, nil), true, "200 OK: the answer cannot be read: it lists ", 2048},
		"lists in a list":    {fit("[", "[],", "[]]"), true, "200 OK: the answer cannot be read: a JSON array is not what belongs there", 1024},
		"objects":            {object(`{"x":[`, "{},", "{}]}"), false, "200 OK: the answer cannot be read: it has more than 100000 objects and lists", 256},
		"a long text":        {object(`{"name":"`, "x", `"}`), false, "200 OK: the answer is not a session: it has no status: {\"name\":\"xxx", 512},
		"deep lists":         {nested(200, "[", "", "]"), false, "200 OK: the answer cannot be read: invalid character '[' exceeded max depth", 64},
		"deep lists, listed": {nested(200, "[", "", "]"), true, "200 OK: the answer cannot be read: invalid character '[' exceeded max depth", 64},
		"deep objects":       {nested(200, `{"status":`, "1", "}"), false, "200 OK: the answer cannot be read: invalid character '{' exceeded max depth", 64},
		"objects and lists":  {nested(200, `[{"status":`, "1", "}]"), false, "200 OK: the answer cannot be read: it has more than 100000 objects and lists", 64},
		"a deep problem":     {nested(500, `{"title":`, "1", "}"), false, `500 Internal Server Error: {"title":{"title":`, 128},
		"a deep page":        {scripted.Answer(502, "text/html", strings.Repeat("<div>", deep)), false, "502 Bad Gateway", 128},
	} {
		t.Run(name, func(t *testing.T) { row.check(t) })
	}
}

// What is compressed is measured as it is when decompressed.
func TestClient_boundsCompressedAnswers(t *testing.T) {
	session := scripted.Session("complete", "x3000c0s1b0n0", "null")
	f := newFixture(t, scripted.Compressed(200, megabyte, session))
	if got, err := f.Session(t.Context(), "s1"); err != nil || !got.complete() { // the control: compression is in use
		t.Fatalf("got %+v, %v", got, err)
	}
	for name, row := range map[string]oversized{
		"object": {scripted.Compressed(200, 20*megabyte, session), false, "200 OK: the answer is longer than 16777216 bytes", 256},
		"error":  {scripted.Compressed(500, 4*megabyte, `"no"`), false, "500 Internal Server Error", 64},
	} {
		t.Run(name, func(t *testing.T) { row.check(t) })
	}
}

func (o oversized) check(t *testing.T) {
	t.Helper()
	f := newFixture(t, o.answer, noRetries)
	var err error
	allocated := scripted.Allocated(t, func() {
		if o.list {
			err = f.ListSessions(t.Context())
		} else {
			_, err = f.Session(t.Context(), "s1")
		}
	})
	if err == nil || !strings.Contains(err.Error(), o.want) || len(err.Error()) > 2048 {
		t.Errorf("got %.300v, want %q", err, o.want)
	}
	if allocated > o.allocates*megabyte {
		t.Errorf("%d MB allocated, want at most %d", allocated/megabyte, o.allocates)
	}
}

// smallBuffer gives a connection a receive buffer of a fixed size: the system enlarges that of a slow reader to 32 MB.
func smallBuffer(c *gateway.Config) {
	c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		connection, err := new(net.Dialer).DialContext(ctx, network, address)
		if tcp, is := connection.(*net.TCPConn); is && err == nil {
			err = tcp.SetReadBuffer(megabyte)
		}
		return connection, err
	}
}

// An answer without an end is read up to the limit; the rest stays in the buffers of the connection, some megabytes.
func TestClient_boundsEndlessAnswers(t *testing.T) {
	const buffers = 16 * megabyte
	for name, row := range map[string]struct {
		status int
		list   bool
		reads  int64
		want   string
	}{
		"object": {200, false, 16 * megabyte, "200 OK: the answer is longer than 16777216 bytes"},
		"list":   {200, true, 64 * megabyte, "200 OK: the answer is longer than 67108864 bytes"},
		"error":  {503, false, megabyte, "503 Service Unavailable"},
		"denial": {403, false, megabyte, "403 Forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var written atomic.Int64
			done := make(chan struct{})
			f := newFixture(t, scripted.Repeated(row.status, "[", `{"name":"s1"},`, "", scripted.Endless, func(n int64) {
				written.Store(n)
				close(done)
			}), noRetries, smallBuffer)
			var err error
			if row.list {
				err = f.ListSessions(t.Context())
			} else {
				_, err = f.Session(t.Context(), "s1")
			}

			<-done
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %.300v, want %q", err, row.want)
			}
			if n := written.Load(); n > row.reads+buffers {
				t.Errorf("%d bytes were sent, want at most %d", n, row.reads+buffers)
			}
		})
	}
}

// dripping returns a handler that may move the client's clock while it answers.
type dripping func(advance func(time.Duration)) http.HandlerFunc

// An answer that drips, and a header that does not end, take neither more time than the request time-out nor memory.
func TestClient_boundsSlowAndEndlessHeaders(t *testing.T) {
	t.Parallel()
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	line := "X-Line: " + strings.Repeat("x", 1000) + "\r\n"
	plain := func(answer http.HandlerFunc) dripping {
		return func(func(time.Duration)) http.HandlerFunc { return answer }
	}
	drip := func(begin, part string) dripping {
		return func(advance func(time.Duration)) http.HandlerFunc { return scripted.Drip(begin, part, advance) }
	}
	for name, row := range map[string]struct {
		answer dripping
		want   string
	}{
		"body drips":       {drip(ok+"\r\n{", " "), "no whole answer within 40s"},
		"chunks drip":      {drip(ok+"Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"), "no whole answer within 40s"},
		"header drips":     {drip(ok, "X"), "no whole answer within 40s"},
		"hints drip":       {drip("", "HTTP/1.1 103 Early Hints\r\n\r\n"), ""},
		"endless header":   {plain(scripted.Raw(ok, line, nil)), "server response headers exceeded 262144 bytes"},
		"one endless line": {plain(scripted.Raw(ok+"X-Line: ", strings.Repeat("x", 4096), nil)), "server response headers exceeded 262144 bytes"},
		"endless hints":    {plain(scripted.Raw("", "HTTP/1.1 103 Early Hints\r\n"+line+"\r\n", nil)), "server response headers exceeded 262144 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			var f *fixture
			f = newFixture(t, row.answer(func(by time.Duration) { f.clock.Advance(by) }), noRetries)

			_, err := f.Session(t.Context(), "s1")

			if err == nil || !strings.Contains(err.Error(), row.want) || !strings.HasPrefix(err.Error(), "GET /v2/sessions/s1: ") {
				t.Errorf("got %v, want %q", err, row.want)
			}
		})
	}
}

// A proxy's answer to CONNECT is bounded, too: without a bound, the request would not end here.
func TestClient_boundsAProxysHeader(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(scripted.Raw("HTTP/1.1 200 OK\r\n", "X-Line: "+strings.Repeat("x", 1000)+"\r\n", nil))
	t.Cleanup(proxy.Close)
	f := newFixture(t, nil, noRetries, func(c *gateway.Config) {
		c.Endpoint, c.ProxyURL = "https://bos.invalid/apis/bos", proxy.URL
	})

	_, err := f.Session(t.Context(), "s1")

	if err == nil || !strings.Contains(err.Error(), "GET /v2/sessions/s1: unexpected EOF") {
		t.Errorf("got %v", err)
	}
}
