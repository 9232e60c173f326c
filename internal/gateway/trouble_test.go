// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// noHost is a name that no resolver queries, as a label of it is longer than 63 characters.
var noHost = strings.Repeat("x", 64) + ".invalid"

// noHTTP returns the address of a server of another protocol.
func noHTTP(t *testing.T) string {
	t.Helper()
	listener := listen(t)
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = client.Write([]byte("SSH-2.0-OpenSSH_9.2\r\n"))
			_, _ = client.Read(make([]byte, 1024))
			_ = client.Close()
		}
	}()
	return listener.Addr().String()
}

// closedPort returns an address at which nothing listens and no other test can, as it is the local end of a connection.
func closedPort(t *testing.T) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", listen(t).Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}

func jwt(ends time.Time) string {
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"alice","exp":` + strconv.FormatInt(ends.Unix(), 10) + `}`))
	return "eyJhbGciOiJub25lIn0." + payload + ".c2lnbmF0dXJl"
}

// Each kind of trouble, as a real server or connection causes it.
func TestTroubleOf_theNetwork(t *testing.T) {
	t.Parallel()
	ca := newCA(t)
	plain := serveTLS(t, nil)
	serve := func(c tls.Certificate) string { return serveTLS(t, simgateway.TLSConfig(c, tls.NoClientCert, nil)) }
	good := serve(certificate(t)(ca.Server("127.0.0.1")))
	proxied := func(refusal int) string { return newHTTPProxy(t, strings.TrimPrefix(plain, "http://"), refusal).url }
	socks := func(password string, reply byte) string {
		return newSOCKSProxy(t, strings.TrimPrefix(plain, "http://"), password, reply).url
	}
	closed := closedPort(t)
	for name, test := range map[string]struct {
		endpoint, proxy string
		want            gateway.Trouble
		attempts        int
	}{
		"no such host":              {"https://" + noHost, "", gateway.NoSuchHost, 1},
		"refused":                   {"https://" + closed, "", gateway.ConnectionRefused, 3},
		"dropped":                   {serveQuietly(t, nil, http.HandlerFunc(scripted.Drop)).URL, "", gateway.ConnectionLost, 3},
		"other authority":           {serve(certificate(t)(newCA(t).Server("127.0.0.1"))), "", gateway.CertificateUnknown, 1},
		"expired":                   {serve(certificate(t)(ca.Expired("127.0.0.1"))), "", gateway.CertificateExpired, 1},
		"another host's":            {serve(certificate(t)(ca.Server("127.0.0.2", "localhost"))), "", gateway.CertificateHost, 1},
		"HTTPS to HTTP":             {strings.Replace(plain, "http", "https", 1), "", gateway.NotTLS, 1},
		"HTTPS to no HTTP":          {"https://" + noHTTP(t), "", gateway.NotTLS, 1},
		"HTTP to HTTPS":             {strings.Replace(good, "https", "http", 1), "", gateway.NotTLS, 1},
		"proxy refused":             {"https://bos.invalid", "http://" + closed, gateway.ProxyFailed, 3},
		"proxy refused, HTTP":       {"http://bos.invalid", "http://" + closed, gateway.ProxyFailed, 3},
		"no such proxy":             {"https://bos.invalid", "http://" + noHost + ":3128", gateway.ProxyFailed, 1},
		"no such SOCKS proxy":       {"https://bos.invalid", "socks5://" + noHost, gateway.ProxyFailed, 1},
		"proxy of other authority":  {"https://bos.invalid", serve(certificate(t)(newCA(t).Server("127.0.0.1"))), gateway.ProxyFailed, 1},
		"CONNECT: 407":              {"https://bos.invalid", proxied(407), gateway.ProxyRefused, 1},
		"CONNECT: 403":              {"https://bos.invalid", proxied(403), gateway.ProxyRefused, 1},
		"CONNECT: 503":              {"https://bos.invalid", proxied(503), gateway.ProxyNoWay, 3},
		"proxy: 407":                {"http://bos.invalid", proxied(407), gateway.ProxyRefused, 1},
		"SOCKS: host not reachable": {"https://bos.invalid", socks("", 4), gateway.ProxyRefused, 3},
		"SOCKS: user wanted":        {"https://bos.invalid", socks("pass", 0), gateway.ProxyRefused, 3},
		"via proxy, no certificate": {"https://bos.invalid", newHTTPProxy(t, strings.TrimPrefix(good, "https://"), 0).url, gateway.CertificateHost, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			retries := 2
			f := newFixture(t, nil, func(c *gateway.Config) {
				c.Endpoint, c.ProxyURL, c.TLS.CACertPEM, c.MaxRetries = test.endpoint, test.proxy, string(ca.PEM()), &retries
			})

			_, err := f.Version(t.Context())

			if got := gateway.TroubleOf(err); got != test.want {
				t.Errorf("got %v, want %v: %v", got, test.want, err)
			}
			if n := len(f.Logged("BOS request")); n != test.attempts {
				t.Errorf("%d attempts, want %d: %v", n, test.attempts, err)
			}
			if !strings.HasSuffix(err.Error(), ")") || !scripted.RequestID.MatchString(err.Error()) {
				t.Errorf("without its id: %v", err)
			}
		})
	}
}

func TestTroubleOf_answers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		token  string
		want   gateway.Trouble
	}{
		"401, no token":      {scripted.Status(401), "", gateway.TokenMissing},
		"403, no token":      {scripted.Answer(403, "text/plain", "Unauthorized Request"), "", gateway.TokenMissing},
		"403":                {scripted.Answer(403, "text/plain", "Unauthorized Request"), secret, gateway.TokenRefused},
		"403, good by exp":   {scripted.Status(403), jwt(start.Add(time.Second)), gateway.TokenRefused},
		"403, over by exp":   {scripted.Status(403), jwt(start), gateway.TokenExpired},
		"403, long over":     {scripted.Status(403), jwt(start.Add(-time.Hour)), gateway.TokenExpired},
		"404 of BOS":         {scripted.NoSession, secret, gateway.NoTrouble},
		"404, empty":         {scripted.Status(404), secret, gateway.WrongPath},
		"404, no such path":  {scripted.Problem(404, "Not Found", "The requested URL was not found on the server."), secret, gateway.NoSuchPath},
		"404, page":          {scripted.Answer(404, "text/html", simgateway.NginxNotFound), secret, gateway.WrongPath},
		"200, page":          {scripted.Answer(200, "text/html", "<html>Log in</html>"), secret, gateway.WrongPath},
		"200, other JSON":    {scripted.OK(`{"x":1}`), secret, gateway.NoTrouble},
		"200, cut":           {scripted.Truncated(200, scripted.Session("running", "", "null")), secret, gateway.ConnectionLost},
		"302":                {redirectTo("/login"), secret, gateway.Redirected},
		"400 of BOS":         {scripted.Problem(400, "Bad Request", "no"), secret, gateway.NoTrouble},
		"400, bare string":   {scripted.Answer(400, "application/json", `"no"`), secret, gateway.NoTrouble},
		"400 to plain HTTP":  {scripted.Answer(400, "text/html", "<html>400 The plain HTTP request was sent to HTTPS port</html>"), secret, gateway.NotTLS},
		"429":                {scripted.Status(429), secret, gateway.Overloaded},
		"500":                {scripted.Status(500), secret, gateway.ServerFailed},
		"501":                {scripted.Status(501), secret, gateway.ServerFailed},
		"502":                {scripted.Answer(502, "text/html", "<html>Bad Gateway</html>"), secret, gateway.Unavailable},
		"503":                {scripted.Status(503), secret, gateway.Unavailable},
		"504":                {scripted.Status(504), secret, gateway.Unavailable},
		"a session, in fact": {scripted.Pending, secret, gateway.NoTrouble},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			none := 0
			f := newFixture(t, test.answer, func(c *gateway.Config) { c.Token, c.MaxRetries = test.token, &none })

			_, err := f.Session(t.Context(), "s1")

			if got := gateway.TroubleOf(err); got != test.want {
				t.Errorf("got %v, want %v: %v", got, test.want, err)
			}
			if wrapped := fmt.Errorf("reading: %w", err); err != nil && gateway.TroubleOf(wrapped) != test.want {
				t.Errorf("wrapped: %v", gateway.TroubleOf(wrapped))
			}
		})
	}
}

func TestTroubleOf_timeAndInterrupts(t *testing.T) {
	t.Parallel()
	none := 0
	var f *fixture
	ctx, cancel := context.WithCancelCause(t.Context())
	release := make(chan struct{})
	defer close(release)
	f = newFixture(t, scripted.Steps(t, func(http.ResponseWriter, *http.Request) {
		f.clock.Advance(time.Minute)
		<-release
	}, func(http.ResponseWriter, *http.Request) {
		cancel(errEnough)
		<-release
	}), func(c *gateway.Config) { c.MaxRetries = &none })

	_, late := f.Session(t.Context(), "s1")
	_, interrupted := f.Session(ctx, "s1")

	if gateway.TroubleOf(late) != gateway.TimedOut || gateway.TroubleOf(interrupted) != gateway.NoTrouble || gateway.TroubleOf(nil) != gateway.NoTrouble {
		t.Errorf("got %v for %v and %v for %v", gateway.TroubleOf(late), late, gateway.TroubleOf(interrupted), interrupted)
	}
}

// The error shows when a token expires if and only if the token was refused.
func TestError_showsWhenARefusedTokenExpires(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		token  string
		answer http.HandlerFunc
		want   time.Time
	}{
		"refused":    {jwt(start.Add(time.Hour)), scripted.Status(403), start.Add(time.Hour)},
		"400":        {jwt(start.Add(time.Hour)), scripted.Status(400), time.Time{}},
		"no JWT":     {"no-jwt-at-all", scripted.Status(403), time.Time{}},
		"two parts":  {"eyJhbGciOiJub25lIn0.e30", scripted.Status(403), time.Time{}},
		"no exp":     {"eyJhbGciOiJub25lIn0.e30.", scripted.Status(403), time.Time{}},
		"no base64":  {"a.!.c", scripted.Status(403), time.Time{}},
		"no JSON":    {"a.YWJj.c", scripted.Status(403), time.Time{}},
		"exp a text": {"a." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":"soon"}`)) + ".c", scripted.Status(403), time.Time{}},
		"exp huge":   {"a." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":1e300}`)) + ".c", scripted.Status(403), time.Time{}},
		"padded": {
			"a." + base64.URLEncoding.EncodeToString([]byte(`{"exp":1800000000.5}`)) + ".c", scripted.Status(403),
			time.UnixMilli(1800000000500).UTC(),
		},
	} {
		f := newFixture(t, test.answer, func(c *gateway.Config) { c.Token = test.token })

		_, err := f.Session(t.Context(), "s1")

		var failure *gateway.Error
		if !errors.As(err, &failure) || !failure.TokenEnds.Equal(test.want) {
			t.Errorf("%s: ends %v, want %v", name, failure.TokenEnds, test.want)
		}
	}
}

func TestTrouble_hasAName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for trouble := gateway.NoTrouble; trouble <= gateway.ServerFailed; trouble++ {
		seen[trouble.String()] = true
	}
	if len(seen) != int(gateway.ServerFailed)+1 || gateway.ServerFailed.String() != "ServerFailed" ||
		gateway.TokenSource.String() != "TokenSource" || gateway.Trouble(-1).String() != "Trouble(-1)" {
		t.Errorf("names %v", seen)
	}
}
