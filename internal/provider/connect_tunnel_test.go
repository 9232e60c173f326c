// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// tunnel is an HTTP proxy that wants a password, of any characters: real ones
// cannot be told all of them.
type tunnel struct {
	address  string
	password string

	mu      sync.Mutex
	passed  int // requests that were let through, one for each connection
	refused int
}

const tunnelUser = "me"

func newTunnel(t *testing.T, password string) *tunnel {
	t.Helper()
	p := &tunnel{password: password}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.address = server.Listener.Addr().String()
	return p
}

// url is the proxy's, for somebody who logs in with that password.
func (p *tunnel) url(password string) string {
	return (&url.URL{Scheme: "http", Host: p.address, User: url.UserPassword(tunnelUser, password)}).String()
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	login := http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}
	user, password, _ := login.BasicAuth()
	good := r.Method == http.MethodConnect && user == tunnelUser && password == p.password
	p.count(good)
	if !good {
		w.Header().Set("Proxy-Authenticate", `Basic realm="tunnel"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	to, err := new(net.Dialer).DialContext(r.Context(), "tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer to.Close()
	from, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer from.Close()
	if _, err := io.WriteString(from, "HTTP/1.1 200 OK\r\n\r\n"); err != nil {
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(from, to)
		_ = from.Close()
	})
	_, _ = io.Copy(to, from)
	_ = to.Close()
	back.Wait()
}

func (p *tunnel) count(good bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if good {
		p.passed++
	} else {
		p.refused++
	}
}

// counted are the requests that were let through, and those that were not.
func (p *tunnel) counted() (passed, refused int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passed, p.refused
}
