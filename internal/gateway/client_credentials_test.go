// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func TestDefaultTokenURL_isAtTheSystemsKeycloak(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]string{
		"https://api.cmn.example.com/apis/bos":        "https://auth.cmn.example.com",
		"https://api.cmn.example.com":                 "https://auth.cmn.example.com",
		"https://API.cmn.Example.com:8443/apis/bos/":  "https://auth.cmn.example.com:8443",
		"https://api-gw-service-nmn.local/apis/bos":   "https://api-gw-service-nmn.local",
		"https://apis.example.com/apis/bos":           "https://apis.example.com",
		"http://localhost:8080/apis/bos":              "http://localhost:8080",
		"http://127.0.0.1:8080":                       "http://127.0.0.1:8080",
		"https://[fd00::1]:8443/apis/bos":             "https://[fd00::1]:8443",
		"https://[fd00::1]/apis/bos":                  "https://[fd00::1]",
		"https://bos.api.example.com/some/where/else": "https://bos.api.example.com",
	} {
		got, err := service.DefaultTokenURL(endpoint)
		if err != nil || got != want+tokenPath {
			t.Errorf("%s: got %s, %v", endpoint, got, err)
		}
	}
	var input *gateway.InputError
	if _, err := service.DefaultTokenURL("api.cmn.example.com"); !errors.As(err, &input) || input.Field != "endpoint" {
		t.Errorf("no endpoint: %v", err)
	}
}

func TestNew_refusesInvalidCredentials(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit  func(*gateway.ClientCredentials)
		field string
		want  string
	}{
		"no id":      {func(c *gateway.ClientCredentials) { c.ClientID = "" }, "client_id", "the client id is empty"},
		"no secret":  {func(c *gateway.ClientCredentials) { c.ClientSecret = "" }, "client_secret", "the client secret is empty"},
		"line break": {func(c *gateway.ClientCredentials) { c.ClientSecret = "\r\n" }, "client_secret", "the client secret is empty"},
		"scheme":     {func(c *gateway.ClientCredentials) { c.TokenURL = "auth.example.com/token" }, "token_url", "neither the scheme https nor http"},
		"ftp":        {func(c *gateway.ClientCredentials) { c.TokenURL = "ftp://auth.example.com/token" }, "token_url", "neither the scheme https nor http"},
		"password":   {func(c *gateway.ClientCredentials) { c.TokenURL = "https://bot:" + secret + "@e.com/" }, "token_url", "user name or password"},
		"broken":     {func(c *gateway.ClientCredentials) { c.TokenURL = "https://bot:" + secret + "/x@e.com/" }, "token_url", "is not a URL"},
		"no host":    {func(c *gateway.ClientCredentials) { c.TokenURL = "https:///token" }, "token_url", "names no host"},
		"query":      {func(c *gateway.ClientCredentials) { c.TokenURL = "https://e.com/token?secret=" + secret }, "token_url", "has a query"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := admin()
			test.edit(given)

			_, err := newClient(gateway.Config{Endpoint: "https://e.com", ClientCredentials: given})

			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != "client_credentials."+test.field ||
				!strings.Contains(input.Reason, test.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A secret from a file may end with a line break. Trimming it does not change the caller's copy.
func TestNew_acceptsASecretWithALineBreak(t *testing.T) {
	t.Parallel()
	given := admin()
	given.ClientSecret += "\n"
	g := newGated(t, 0, func(_ *gated, c *gateway.Config) { c.ClientCredentials = given })

	if err := g.ask(t); err != nil || given.TokenURL != "" || given.ClientSecret != "admin-client-secret\n" {
		t.Errorf("%+v: %v", given, err)
	}
}

func TestNew_acceptsOneTokenSource(t *testing.T) {
	t.Parallel()
	all := map[string]func(*gateway.Config){
		"token":              func(c *gateway.Config) { c.Token = secret },
		"token_file":         func(c *gateway.Config) { c.TokenFile = "/nowhere" },
		"client_credentials": func(c *gateway.Config) { c.ClientCredentials = admin() },
		"cray_cli":           func(c *gateway.Config) { c.CrayLogin = &gateway.CrayLogin{TokenFile: "/nowhere"} },
	}
	for first, setFirst := range all {
		for second, setSecond := range all {
			if first == second {
				continue
			}
			cfg := gateway.Config{Endpoint: "https://e.com"}
			setFirst(&cfg)
			setSecond(&cfg)

			_, err := newClient(cfg)

			var input *gateway.InputError
			if !errors.As(err, &input) || input.Field != first && input.Field != second ||
				!strings.Contains(input.Reason, first) || !strings.Contains(input.Reason, second) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s and %s: %v", first, second, err)
			}
		}
	}
}
