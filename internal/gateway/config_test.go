// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestNew_refusesInvalidConfigs(t *testing.T) {
	t.Parallel()
	negative := -1
	for name, test := range map[string]struct {
		config gateway.Config
		want   string
	}{
		"no endpoint":     {gateway.Config{}, "the endpoint is empty"},
		"no scheme":       {gateway.Config{Endpoint: "api.example.com/apis/bos"}, "no scheme: begin it with https://"},
		"host and port":   {gateway.Config{Endpoint: "localhost:8080"}, "no scheme: begin it with https://"},
		"other scheme":    {gateway.Config{Endpoint: "ftp://example.com"}, `scheme is "ftp"`},
		"no host":         {gateway.Config{Endpoint: "https:///apis/bos"}, "names no host"},
		"port only":       {gateway.Config{Endpoint: "https://:8080/"}, "names no host"},
		"user":            {gateway.Config{Endpoint: "https://me:" + secret + "@example.com"}, "give a token"},
		"user, bad port":  {gateway.Config{Endpoint: "https://me:" + secret + "@example.com:x"}, "is not a URL"},
		"query":           {gateway.Config{Endpoint: "https://example.com/?a=" + secret}, "has a query"},
		"empty query":     {gateway.Config{Endpoint: "https://example.com/?"}, "has a query"},
		"fragment":        {gateway.Config{Endpoint: "https://example.com/#a"}, "has a fragment"},
		"space":           {gateway.Config{Endpoint: " https://example.com"}, "begins or ends with a space"},
		"bad port":        {gateway.Config{Endpoint: "https://example.com:bos"}, "is not a URL"},
		"API version":     {gateway.Config{Endpoint: "https://example.com/apis/bos/v2"}, `leave out "/v2"`},
		"version, slash":  {gateway.Config{Endpoint: "https://example.com/apis/bos/v1/"}, `leave out "/v1/"`},
		"a whole request": {gateway.Config{Endpoint: "https://example.com/v2/sessions"}, `leave out "/v2/sessions"`},
		"token, scheme":   {gateway.Config{Endpoint: "https://e.com", Token: "Bearer " + secret}, "give the token alone"},
		"token, newline":  {gateway.Config{Endpoint: "https://e.com", Token: secret + "\n" + secret}, "a line break"},
		"token, JSON":     {gateway.Config{Endpoint: "https://e.com", Token: `{"access_token": "` + secret + `"}`}, "not the file"},
		"tenant":          {gateway.Config{Endpoint: "https://e.com", Tenant: "Blue"}, `tenant: "Blue" is not a tenant's name`},
		"time-out":        {gateway.Config{Endpoint: "https://e.com", RequestTimeout: -time.Second}, "time-out is negative"},
		"short time-out":  {gateway.Config{Endpoint: "https://e.com", RequestTimeout: time.Millisecond}, "the request time-out 1ms is not within 1s and 1h0m0s"},
		"long time-out":   {gateway.Config{Endpoint: "https://e.com", RequestTimeout: 2 * time.Hour}, "the request time-out 2h0m0s is not within"},
		"retries":         {gateway.Config{Endpoint: "https://e.com", MaxRetries: &negative}, "retries is negative"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(test.config)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want %q in it", err, test.want)
			}
			if strings.Contains(err.Error(), secret) {
				t.Fatalf("the secret is in %v", err)
			}
		})
	}
}

func TestNew_acceptsAnEndpointWithOrWithoutSlash(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "/", "/apis/bos", "/apis/bos/", "/v2x"} {
		f := newFixture(t, scripted.OK(`{"major":"2","minor":"50","patch":"0"}`))
		client, err := newClient(gateway.Config{Endpoint: f.url + path, Token: secret + "\n", Clock: f.clock})
		if err != nil {
			t.Fatal(err)
		}

		version, err := client.Version(t.Context())

		if err != nil || version.Major != "2" {
			t.Fatalf("got %v, %v", version, err)
		}
		got := f.Seen(http.MethodGet)[0]
		if want := strings.TrimRight(path, "/") + "/v2/version"; got.URI != want {
			t.Errorf("%q: asked %s, want %s", path, got.URI, want)
		}
		if got.Header.Get("Authorization") != "Bearer "+secret {
			t.Errorf("token with a line break: sent %q", got.Header.Get("Authorization"))
		}
	}
}

func TestClient_sendsTheTenantOnlyIfSet(t *testing.T) {
	t.Parallel()
	f := newFixture(t, scripted.Pending, func(c *gateway.Config) { c.UserAgent = "made-up/1.0" })

	for _, client := range []client{f.client, f.InTenant("vcluster-blue"), f.InTenant("vcluster-blue").InTenant("")} {
		if _, err := client.Session(t.Context(), "s1"); err != nil {
			t.Fatal(err)
		}
	}

	var tenants []string
	for _, r := range f.Seen("") {
		tenants = append(tenants, strings.Join(r.Header.Values("Cray-Tenant-Name"), "|"))
		if _, sent := r.Header["Cray-Tenant-Name"]; sent && r.Header.Get("Cray-Tenant-Name") == "" {
			t.Error("an empty tenant header was sent")
		}
		if r.Header.Get("User-Agent") != "made-up/1.0" {
			t.Errorf("user agent %q", r.Header.Get("User-Agent"))
		}
	}
	if got := strings.Join(tenants, ","); got != ",vcluster-blue," {
		t.Errorf("tenants sent: %q", got)
	}
	if f.Tenant() != "" {
		t.Errorf("InTenant changed its receiver to %q", f.Tenant())
	}
	if _, err := f.InTenant("No Tenant").Session(t.Context(), "s1"); err == nil || len(f.Seen("")) != 3 {
		t.Errorf("an impossible tenant: %v, %d requests", err, len(f.Seen("")))
	}
}
