// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"testing"
)

// viaProxy is a proxy for tests, which connects every host name to one server.
type viaProxy struct {
	url string // without user and password

	mu    sync.Mutex
	hosts []string // with ports, as requested
	auth  []string // the credentials of each request
}

func (p *viaProxy) note(host, auth string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hosts, p.auth = append(p.hosts, host), append(p.auth, auth)
}

func (p *viaProxy) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hosts
}

// newHTTPProxy returns a proxy that answers with the status refusal if it is not 0.
func newHTTPProxy(t *testing.T, backend string, refusal int) *viaProxy {
	t.Helper()
	p := &viaProxy{}
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: backend}) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.note(r.Host, r.Header.Get("Proxy-Authorization"))
		switch {
		case refusal != 0:
			w.WriteHeader(refusal)
		case r.Method == http.MethodConnect:
			client, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(client, "HTTP/1.1 200 OK\r\n\r\n")
			join(r.Context(), client, backend)
		default:
			forward.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// join copies both ways until the client is done, or ctx ends.
func join(ctx context.Context, client net.Conn, backend string) {
	defer func() { _ = client.Close() }()
	server, err := new(net.Dialer).DialContext(ctx, "tcp", backend)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	defer context.AfterFunc(ctx, func() { _ = client.Close() })()
	go func() { _, _ = io.Copy(client, server) }()
	_, _ = io.Copy(server, client)
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

// newSOCKSProxy returns a proxy of RFC 1928 and 1929 that answers with reply (0 = success). It requires a password if
// one is given.
func newSOCKSProxy(t *testing.T, backend, password string, reply byte) *viaProxy {
	t.Helper()
	listener := listen(t)
	p := &viaProxy{url: "socks5://" + listener.Addr().String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go p.socks(t.Context(), client, backend, password, reply)
		}
	}()
	return p
}

func (p *viaProxy) socks(ctx context.Context, client net.Conn, backend, password string, reply byte) {
	auth := ""
	_ = bytesOf(client, int(bytesOf(client, 2)[1])) // version, number of methods; methods
	if password == "" {
		_, _ = client.Write([]byte{5, 0})
	} else {
		_, _ = client.Write([]byte{5, 2})
		user := bytesOf(client, int(bytesOf(client, 2)[1]))
		auth = string(user) + ":" + string(bytesOf(client, int(bytesOf(client, 1)[0])))
		status := byte(0)
		if auth != "me:"+password {
			status = 1
		}
		_, _ = client.Write([]byte{1, status})
	}
	kind := bytesOf(client, 4)[3]
	host := ""
	switch kind {
	case 1:
		host = net.IP(bytesOf(client, 4)).String()
	case 3:
		host = string(bytesOf(client, int(bytesOf(client, 1)[0])))
	}
	port := binary.BigEndian.Uint16(bytesOf(client, 2))
	p.note(net.JoinHostPort(host, strconv.Itoa(int(port))), auth)
	_, _ = client.Write([]byte{5, reply, 0, 1, 0, 0, 0, 0, 0, 0})
	if reply != 0 || host == "" {
		_ = client.Close()
		return
	}
	join(ctx, client, backend)
}

// bytesOf returns zeros once the client is gone.
func bytesOf(client io.Reader, n int) []byte {
	read := make([]byte, n)
	_, _ = io.ReadFull(client, read)
	return read
}
