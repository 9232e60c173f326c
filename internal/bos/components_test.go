// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// paths returns the requests with that method, without the details of a path.
func (s *simulated) paths(method string) (paths []string) {
	for _, r := range s.sim.Requests() {
		if r.Method == method {
			paths = append(paths, r.Path)
		}
	}
	return paths
}

// atWork returns a session of n nodes that has been set up, so that all of them are enabled for it.
func atWork(t *testing.T, n int, faults ...bossim.Fault) *simulated {
	t.Helper()
	system := bossim.DefaultSystem(n)
	system.Roles = nil // all are compute nodes
	s := newSimulated(t, system, faults...)
	s.before(t, boot)
	s.clock.Advance(time.Minute)
	if got, err := s.Session(t.Context(), "s1"); err != nil || len(got.Components) != n {
		t.Fatalf("%d components, %v", len(got.Components), err)
	}
	return s
}

func TestDisableComponents_disablesTheSessionsNodes(t *testing.T) {
	t.Parallel()
	s := atWork(t, 8)
	other := bos.SessionCreate{Name: "s2", Operation: bos.OperationReboot, TemplateName: "blue"} // two of the nodes
	s.before(t, other)
	s.clock.Advance(time.Minute)

	first, err := s.DisableComponents(t.Context(), "s1")
	again, errAgain := s.DisableComponents(t.Context(), "s1")
	theirs, errTheirs := s.DisableComponents(t.Context(), "s2")

	if first != 6 || again != 0 || theirs != 2 || err != nil || errAgain != nil || errTheirs != nil {
		t.Errorf("%d, %d, %d enabled; %v, %v, %v", first, again, theirs, err, errAgain, errTheirs)
	}
	if n := len(s.paths("PATCH")); n != 2 {
		t.Errorf("%d PATCHes, one of them for no node", n)
	}
	s.clock.Advance(time.Minute)
	if got, err := s.Session(t.Context(), "s1"); err != nil || !got.Complete() || got.Error != "" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestDisableComponents_ofNoSession(t *testing.T) {
	t.Parallel()
	s := atWork(t, 4)

	n, err := s.DisableComponents(t.Context(), "never")

	if n != 0 || err != nil || len(s.paths("PATCH")) != 0 {
		t.Errorf("%d, %v", n, err)
	}
	// Without a name the filter would select the nodes of no session.
	for _, name := range []string{"", " ", "a/b", "a,b"} {
		var input *gateway.InputError
		if _, err := s.DisableComponents(t.Context(), name); !errors.As(err, &input) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if n := len(s.paths("")) + s.sim.Count("GET", "/v2/components"); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// Thousands of nodes are counted page by page; only the beginning of the answer to the PATCH is read. Either whole
// answer would exceed the limit of this client.
func TestDisableComponents_ofThousandsOfNodes(t *testing.T) {
	t.Parallel()
	s := atWork(t, 2_500)
	s.Client = s.client(t, func(c *config) { c.MaxAnswer = 2 << 20 })

	first, err := s.DisableComponents(t.Context(), "s1")
	again, errAgain := s.DisableComponents(t.Context(), "s1")

	if first != 2_500 || err != nil || again != 0 || errAgain != nil {
		t.Errorf("%d, %d enabled; %v, %v", first, again, err, errAgain)
	}
	if gets := s.sim.Count("GET", "/v2/components"); gets != 4 || len(s.paths("PATCH")) != 1 { // three pages, and a second count
		t.Errorf("%d GETs: %v", gets, s.paths("GET"))
	}
}

// wireComponents returns the JSON of nodes that are enabled for s1, as BOS writes it.
func wireComponents(from, to int) string {
	all := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf(`{"id":"x%06d","enabled":true,"session":"s1","error":null,"status":{"status":"power_on_pending"}}`, i))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// BOS < 2.32 has no pages and answers with all nodes at once.
func TestDisableComponents_countsWithoutPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 999, 1000, 1001, 2000} {
		f := newFixture(t, scripted.OK(wireComponents(0, n)))

		got, err := f.DisableComponents(t.Context(), "s1")

		if got != n || err != nil || len(f.Seen("GET")) > 2 {
			t.Errorf("%d of %d, %v, %d GETs", got, n, err, len(f.Seen("GET")))
		}
	}
}

func TestDisableComponents_countsPageByPage(t *testing.T) {
	t.Parallel()
	for _, n := range []int{999, 1000, 1001, 2000, 2500} {
		f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
			from := 0
			if after := r.URL.Query().Get("start_after_id"); after != "" {
				from, _ = strconv.Atoi(after[1:])
				from++
			}
			scripted.OK(wireComponents(from, max(from, min(n, from+1000))))(w, r)
		})

		got, err := f.DisableComponents(t.Context(), "s1")

		if got != n || err != nil || len(f.Seen("GET")) != n/1000+1 || len(f.Seen("PATCH")) != 1 {
			t.Errorf("%d of %d, %v, %d GETs", got, n, err, len(f.Seen("GET")))
		}
	}
}

func TestDisableComponents_countsEnabledNodesOnly(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.OK(`[{"id":"a","enabled":true,"session":"s1"},{"id":"b","enabled":false,"session":"s1"},
		{"id":"c","enabled":true,"session":"s2"},{"id":"d","enabled":null,"session":null},{"id":"e"}]`))

	got, err := f.DisableComponents(t.Context(), "s1")

	if got != 1 || err != nil {
		t.Errorf("%d, %v", got, err)
	}
	sent := f.Seen("PATCH")
	if len(sent) != 1 || sent[0].URI != "/apis/bos/v2/components" {
		t.Fatalf("sent %+v", sent)
	}
	var body any
	if err := json.Unmarshal([]byte(sent[0].Body), &body); err != nil || sent[0].Body != `{"filters":{"session":"s1"},"patch":{"enabled":false}}` {
		t.Errorf("sent %s, %v", sent[0].Body, err)
	}
	if uri := f.Seen("GET")[0].URI; uri != "/apis/bos/v2/components?enabled=true&page_size=1000&session=s1" {
		t.Errorf("asked %s", uri)
	}
}

func TestDisableComponents_returnsBOSsErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		get, patch http.HandlerFunc
		kind       error
		patches    int
	}{
		"403 on the GET":   {scripted.Status(403), nil, gateway.ErrUnauthorized, 0},
		"403 on the PATCH": {scripted.OK(wireComponents(0, 3)), scripted.Status(403), gateway.ErrUnauthorized, 1},
		"404":              {scripted.OK(wireComponents(0, 3)), scripted.NoSession, gateway.ErrNotFound, 1},
		"503":              {scripted.OK(wireComponents(0, 3)), scripted.Status(503), gateway.ErrUnavailable, 6},
		"dropped":          {scripted.OK(wireComponents(0, 3)), scripted.Drop, gateway.ErrUnavailable, 6},
		"a page":           {scripted.OK(wireComponents(0, 3)), scripted.OK("<p>Log in"), nil, 1},
		"empty":            {scripted.OK(wireComponents(0, 3)), scripted.OK(""), nil, 1},
		"null":             {scripted.OK("null"), nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					test.get(w, r)
					return
				}
				test.patch(w, r)
			})

			_, err := f.DisableComponents(t.Context(), "s1")

			var failure *gateway.Error
			if !errors.As(err, &failure) || (test.kind != nil && !errors.Is(err, test.kind)) {
				t.Errorf("got %v", err)
			}
			if n := len(f.Seen("PATCH")); n != test.patches {
				t.Errorf("%d PATCHes, want %d", n, test.patches)
			}
		})
	}
}

// The PATCH is idempotent, so it is retried until it is answered.
func TestDisableComponents_retriesThePATCH(t *testing.T) {
	t.Parallel()
	patch := func(f bossim.Fault) bossim.Fault {
		f.Method, f.Times = "PATCH", 1
		return f
	}
	s := atWork(t, 8, patch(lost), patch(down), patch(lostDone), patch(busy), patch(bossim.Fault{Truncate: 10}))

	n, err := s.DisableComponents(t.Context(), "s1")

	if n != 8 || err != nil || len(s.paths("PATCH")) != 6 {
		t.Errorf("%d, %v: %v", n, err, s.paths("PATCH"))
	}
	if n, err := s.DisableComponents(t.Context(), "s1"); n != 0 || err != nil {
		t.Errorf("%d are enabled, %v", n, err)
	}
}

// An endless answer is not read: not even as much of it as an answer may have (64 MiB). A connection's buffers take some.
func TestDisableComponents_readsTheBeginningOfTheAnswer(t *testing.T) {
	t.Parallel()
	cut := make(chan int64, 1)
	f := newFixture(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			scripted.OK(wireComponents(0, 3))(w, r)
			return
		}
		written := int64(0)
		_, _ = io.WriteString(w, "[")
		for line := []byte(wireComponents(0, 1000)); ; {
			n, err := w.Write(line)
			written += int64(n)
			if err != nil || written > 1<<30 {
				cut <- written
				return
			}
		}
	})

	n, err := f.DisableComponents(t.Context(), "s1")

	if written := <-cut; n != 3 || err != nil || written > 32<<20 {
		t.Errorf("%d, %v after %d bytes", n, err, written)
	}
}
