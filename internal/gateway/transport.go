// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"
)

// transport returns a transport with the configured TLS and proxy.
func (cfg Config) transport(secrets *secrets) (http.RoundTripper, error) {
	config, err := cfg.TLS.config()
	if err != nil {
		return nil, err
	}
	proxy, err := newProxy(cfg.ProxyURL, secrets)
	if err != nil {
		return nil, err
	}
	transport := newTransport(proxy, config)
	if cfg.Dial != nil {
		transport.DialContext = cfg.Dial
	}
	return transport, nil
}

// maxHeader is the longest header of an answer, in bytes. Gateways accept and send some 4 to 16 kB.
const maxHeader = 256 << 10

// newTransport returns a transport of the client's own, as other code may have changed http.DefaultTransport.
//
// It uses HTTP/1.1 only, so that net/http never sends a POST twice. With HTTP/1.1, net/http sends a POST again on
// another connection only if it had not written a byte of it (http.persistConn.shouldRetryRequest; a POST is
// "replayable" only with an Idempotency-Key header, which is never set here). With HTTP/2 it sends any request again
// after a stream error PROTOCOL_ERROR of the server (http2canRetryError), which does not show whether the request was
// carried out.
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
		MaxIdleConnsPerHost:    16, // Terraform processes ten resources at once by default
		IdleConnTimeout:        60 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// noRedirect follows no redirect, as the services send none: one that a proxy sends could lead the token to another
// host, and would turn a POST into a GET. The 3xx itself becomes the error.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// silentLogger is resty's logger. The default one writes to standard error, which belongs to Terraform.
type silentLogger struct{}

func (silentLogger) Errorf(string, ...any) {}
func (silentLogger) Warnf(string, ...any)  {}
func (silentLogger) Debugf(string, ...any) {}
