// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
)

// way is a provider and a server of its own, and what comes of reading BOS's version through it.
type way struct {
	name      string
	to        *counted // that the endpoint names; nil = the arguments have it
	at        string   // scheme and host in the endpoint, where they are not the server's own
	arguments string   // of the provider's block
	want      string   // "summary | part of the detail | another part" of its one error or warning; empty: there is none
	met       meeting  // what came to the server

	clock *bossim.SteppedClock // the provider's; nil = one of its own, so that none waits away the time of another
}

// meeting is how many connections were made to a server, and how many requests it got.
type meeting struct{ connections, requests int64 }

var (
	unasked = meeting{0, 0} // the fault is told before any request
	refused = meeting{1, 0} // the handshake failed, and what does not mend itself is not tried again
	served  = meeting{1, 2} // the version and the health
)

// counted is a server that counts who comes.
type counted struct {
	URL, Port             string
	behind                *sim
	connections, requests atomic.Int64
}

// newCounted serves BOS, by TLS if it is given a configuration for that.
func newCounted(t *testing.T, secure *tls.Config) *counted {
	t.Helper()
	c := &counted{behind: newSim(t)}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.requests.Add(1)
		c.behind.ServeHTTP(w, r)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			c.connections.Add(1)
		}
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshakes that fail as they should
	if secure == nil {
		server.Start()
	} else {
		server.TLS = secure
		server.StartTLS()
	}
	t.Cleanup(server.Close)
	c.URL = server.URL
	_, c.Port, _ = net.SplitHostPort(server.Listener.Addr().String())
	return c
}

func (c *counted) met() meeting { return meeting{c.connections.Load(), c.requests.Load()} }

// runWays plans all the ways at once and checks what the engine says of each. None of the texts of never may stand in
// anything that it prints.
func runWays(t *testing.T, ways []way, never ...string) {
	t.Helper()
	told, output := planWays(t, ways)
	for i, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			w.check(t, told[i])
			if w.to != nil && w.to.met() != w.met {
				t.Errorf("connections and requests %v, want %v", w.to.met(), w.met)
			}
		})
	}
	for _, text := range never {
		if strings.Contains(output, text) {
			t.Errorf("the engine printed %q:\n%s", text, output)
		}
	}
}

// check compares what was told with the way's one diagnostic.
func (w way) check(t *testing.T, told []diagnostic) {
	t.Helper()
	if w.want == "" {
		if len(told) > 0 {
			t.Errorf("got %+v, want nothing", told)
		}
		return
	}
	parts := strings.Split(w.want, " | ")
	if len(told) != 1 || told[0].Summary != parts[0] {
		t.Errorf("got %+v, want the one diagnostic %q", told, w.want)
		return
	}
	for _, part := range parts[1:] {
		if !strings.Contains(unwrapped(told[0].Detail), unwrapped(part)) {
			t.Errorf("the detail does not say %q:\n%s", part, told[0].Detail)
		}
	}
}

// block is what stands in the provider's block.
func (w way) block() string {
	switch {
	case w.to == nil:
		return w.arguments
	case w.at != "":
		return quoted("endpoint", w.at+":"+w.to.Port) + "\n" + w.arguments
	default:
		return quoted("endpoint", w.to.URL) + "\n" + w.arguments
	}
}

// planWays has each way read the version of BOS.
func planWays(t *testing.T, ways []way) (told [][]diagnostic, output string) {
	t.Helper()
	return askWays(t, ways, "data \"bos_version\" %q {\n  provider = %s\n}\n", "plan")
}

// applyWays has each way start a session.
func applyWays(t *testing.T, ways []way) (told [][]diagnostic, output string) {
	t.Helper()
	const session = "resource \"bos_session\" %q {\n  provider = %s\n  operation = \"boot\"\n  template_name = \"blue\"\n}\n"
	return askWays(t, ways, session, "apply", "-auto-approve")
}

// askWays gives each way a thing to do, and a provider that is served here. Such a one takes one configuration, so that each has
// an address of its own instead of an alias.
func askWays(t *testing.T, ways []way, thing string, command ...string) (told [][]diagnostic, output string) {
	t.Helper()
	var sources, blocks strings.Builder
	addresses := map[string]any{}
	for i, w := range ways {
		name := fmt.Sprintf("way%d", i)
		maps.Copy(addresses, addressesOf(t, name, w.clock))
		fmt.Fprintf(&sources, "    %s = {\n      source = \"bosops/%s\"\n    }\n", name, name)
		fmt.Fprintf(&blocks, "provider %q {\n%s\n}\n"+thing, name, w.block(), name, name)
	}
	reattach, err := json.Marshal(addresses)
	if err != nil {
		t.Fatal(err)
	}
	tf := &engine{t: t, dir: t.TempDir(), env: append(os.Environ(), "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color", "TF_REATTACH_PROVIDERS="+string(reattach))}
	config := "terraform {\n  required_providers {\n" + sources.String() + "  }\n}\n" + blocks.String()
	if err := os.WriteFile(filepath.Join(tf.dir, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	tf.must("init", "-input=false")
	output, _ = tf.run(append(command, "-input=false", "-json", "-parallelism=32")...)
	return diagnosticsOf(t, config, output, len(ways)), output
}

// addressesOf serves a provider under the address of that name, on either registry.
func addressesOf(t *testing.T, name string, clock *bossim.SteppedClock) map[string]any {
	t.Helper()
	if clock == nil {
		clock = bossim.NewSteppedClock(time.Now())
	}
	var process map[string]any
	if err := json.Unmarshal([]byte(serve(t, providerserver.NewProtocol6(provider.New("test", provider.WithClock(clock))()))), &process); err != nil {
		t.Fatal(err)
	}
	addresses := map[string]any{}
	for address, at := range process {
		addresses[strings.TrimSuffix(address, "bos")+name] = at
	}
	return addresses
}

var ownName = regexp.MustCompile(`"way(\d+)"`)

// diagnosticsOf sorts what a command with -json printed by the way that it is about: the last one that the configuration names
// before the line that it points to.
func diagnosticsOf(t *testing.T, config, output string, ways int) [][]diagnostic {
	t.Helper()
	told := make([][]diagnostic, ways)
	lines := strings.SplitAfter(config, "\n")
	for text := range strings.Lines(output) {
		var line struct {
			Type       string
			Diagnostic diagnostic
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if line.Type != "diagnostic" {
			continue
		}
		above := ownName.FindAllStringSubmatch(strings.Join(lines[:line.Diagnostic.Range.Start.Line], ""), -1)
		if len(above) == 0 {
			t.Fatalf("it is not about any of the ways: %s", text)
		}
		var i int
		if _, err := fmt.Sscan(above[len(above)-1][1], &i); err != nil {
			t.Fatal(err)
		}
		told[i] = append(told[i], line.Diagnostic)
	}
	return told
}

// tlsBlock is the provider's argument tls, of name = value lines.
func tlsBlock(arguments ...string) string {
	return "tls = {\n" + strings.Join(arguments, "\n") + "\n}\n"
}

// quoted is an argument whose value is a string, such as the path of a file.
func quoted(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// deadAddress is one of this machine's at which nothing listens, nor will: it is the near end of a connection.
func deadAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}
