// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

// The names of sessions are checked earlier; this holds for every future request, too.
func TestRequest_neverLosesAnElementOfItsPath(t *testing.T) {
	t.Parallel()
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.RequestURI)
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	c, err := New(Config{Endpoint: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	remove := func(name string) error {
		_, err := Call[Nothing](t.Context(), c, Request{
			Method: http.MethodDelete, Path: "/v2/sessions/{name}", Elements: map[string]string{"name": name},
		})
		return err
	}

	for _, name := range []string{"", ".", ".."} {
		var input *InputError
		if err := remove(name); !errors.As(err, &input) || len(paths) != 0 {
			t.Errorf("%q: %v, requests %q", name, err, paths)
		}
	}
	// The controls: what can be escaped is escaped, and stays one element.
	for name, want := range map[string]string{"a/../b": "/v2/sessions/a%2F..%2Fb", "a?b#c{name}": "/v2/sessions/a%3Fb%23c%7Bname%7D"} {
		paths = nil
		if err := remove(name); err != nil || len(paths) != 1 || paths[0] != want {
			t.Errorf("%q: %v, requests %q", name, err, paths)
		}
	}
}

func TestNewTransport_speaksHTTP1Only(t *testing.T) {
	t.Parallel()
	protocols := newTransport(nil, nil).Protocols
	if !protocols.HTTP1() || protocols.HTTP2() || protocols.UnencryptedHTTP2() {
		t.Errorf("speaks %v: HTTP/2 may send a POST twice", protocols)
	}
}
