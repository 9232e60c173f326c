// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package provider_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// proxyExit is the address from which the real proxies go on, and nobody else: so a server sees who came through one. On Linux
// all of 127.0.0.0/8 is this machine.
const proxyExit = "127.0.0.2"

// proxy is a real proxy on this machine that runs until the test ends.
type proxy struct {
	address string // 127.0.0.1:PORT
	log     *screen
	ended   chan struct{}
}

// url is the proxy's, with what stands before the host: "http://", "socks5://me:password@".
func (p *proxy) url(before string) string { return before + p.address }

// newTinyproxy starts an HTTP proxy; lines are more of its configuration.
func newTinyproxy(t *testing.T, lines ...string) *proxy {
	t.Helper()
	return newProxy(t, "tinyproxy", func(_, port string) []string {
		config := []string{"Listen 127.0.0.1", "Port " + port, "Bind " + proxyExit, "Timeout 60", "MaxClients 50", "LogLevel Info"}
		return []string{"-d", "-c", file(t, strings.Join(append(config, lines...), "\n")+"\n")}
	})
}

// newMicrosocks starts a SOCKS5 proxy; arguments are more of its own.
func newMicrosocks(t *testing.T, arguments ...string) *proxy {
	t.Helper()
	return newProxy(t, "microsocks", func(host, port string) []string {
		return append([]string{"-i", host, "-p", port, "-b", proxyExit}, arguments...)
	})
}

// newProxy starts the program on a free port. Between its choice and its use somebody else may take that: then on another.
func newProxy(t *testing.T, name string, arguments func(host, port string) []string) *proxy {
	t.Helper()
	path := program(t, name)
	var said string
	for range 5 {
		address := unusedAddress(t)
		host, port, _ := net.SplitHostPort(address)
		p := &proxy{address: address, log: &screen{}, ended: make(chan struct{})}
		cmd := exec.CommandContext(t.Context(), path, arguments(host, port)...) //nolint:gosec // of a test's own
		cmd.Stdout, cmd.Stderr = p.log, p.log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			defer close(p.ended)
			_ = cmd.Wait() // it is killed in the end
		}()
		t.Cleanup(func() { <-p.ended })
		if p.listens(t) {
			return p
		}
		said = p.log.String()
	}
	t.Fatalf("%s does not start:\n%s", name, said)
	return nil
}

// listens waits until the proxy takes connections; false if it ends before that.
func (p *proxy) listens(t *testing.T) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
		if err == nil {
			own := conn.LocalAddr().String() == p.address // a connection of the port with itself: there is no listener yet
			_ = conn.Close()
			if !own {
				return true
			}
		}
		select {
		case <-p.ended:
			return false
		case <-ctx.Done():
			t.Fatalf("the proxy does not listen:\n%s", p.log)
		case <-again.C:
		}
	}
}

// unusedAddress is one of this machine's at which nothing listens.
func unusedAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// behindTLS lets the proxy be spoken to by TLS (https), which neither of the real ones can do itself: what comes by TLS is
// handed on to it byte by byte.
func (p *proxy) behindTLS(t *testing.T, certificate tls.Certificate) (address string) {
	t.Helper()
	inner, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := tls.NewListener(inner, simgateway.TLSConfig(certificate, tls.NoClientCert, nil))
	var running sync.WaitGroup
	running.Go(func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return // closed
			}
			running.Go(func() { p.passOn(t.Context(), from) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		running.Wait()
	})
	return inner.Addr().String()
}

// passOn connects one who came with the proxy until either leaves, or the test does.
func (p *proxy) passOn(ctx context.Context, from net.Conn) {
	defer from.Close()
	to, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
	if err != nil {
		return
	}
	defer to.Close()
	left := make(chan struct{}, 2)
	for _, pair := range [][2]net.Conn{{from, to}, {to, from}} {
		go func() {
			_, _ = io.Copy(pair[1], pair[0])
			left <- struct{}{}
		}()
	}
	select {
	case <-left:
	case <-ctx.Done():
	}
}

// guests are the addresses from which connections came to a server.
type guests struct {
	mu   sync.Mutex
	from map[string]int
}

// noted has a gateway with a certificate for these hosts note its guests.
func (g *guests) noted(hosts ...string) gatewayOption {
	return func(plan *gatewayPlan) {
		plan.Hosts = hosts
		plan.TLS = func(_ *simgateway.CA, server tls.Certificate) *tls.Config {
			config := simgateway.TLSConfig(server, tls.NoClientCert, nil)
			config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				host, _, _ := net.SplitHostPort(hello.Conn.RemoteAddr().String())
				g.mu.Lock()
				defer g.mu.Unlock()
				if g.from == nil {
					g.from = map[string]int{}
				}
				g.from[host]++
				return nil, nil //nolint:nilnil // crypto/tls: no other configuration
			}
			return config
		}
	}
}

// want checks that all came from that address.
func (g *guests) want(t *testing.T, address string) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.from) != 1 || g.from[address] == 0 {
		t.Errorf("connections came from %v, want all of them from %s", g.from, address)
	}
}
