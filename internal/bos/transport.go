// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"
)

// transport has the configured TLS and proxy.
func (cfg Config) transport(secrets *secrets) (http.RoundTripper, error) {
	config, err := cfg.TLS.config()
	if err != nil {
		return nil, err
	}
	proxy, err := newProxy(cfg.ProxyURL, secrets)
	if err != nil {
		return nil, err
	}
	return newTransport(proxy, config), nil
}

// newTransport is a transport of this client's own, as http.DefaultTransport may have
// been altered by others.
//
// It speaks HTTP/1.1 only, so that no POST is sent twice behind our back. There,
// net/http sends a POST again on another connection only if it had not written a
// byte of it (http.persistConn.shouldRetryRequest; a POST is "replayable" only with
// an Idempotency-Key header, which is never set here). HTTP/2 sends any request
// again after a stream error PROTOCOL_ERROR of the server (http2canRetryError),
// which says nothing about whether it was carried out.
func newTransport(proxy func(*http.Request) (*url.URL, error), config *tls.Config) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  proxy,
		OnProxyConnectResponse: onConnect,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        config,
		Protocols:              protocols,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    16, // Terraform works on ten resources at once
		IdleConnTimeout:        60 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ExpectContinueTimeout:  time.Second,
	}
}

// noRedirect follows no redirect at all, as BOS has none: one that a proxy makes could
// lead the token to another host, and would turn a POST into a GET. The 3xx
// itself becomes the error.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// silence is resty's logger: it would otherwise write to standard error, which
// belongs to Terraform.
type silence struct{}

func (silence) Errorf(string, ...any) {}
func (silence) Warnf(string, ...any)  {}
func (silence) Debugf(string, ...any) {}
