// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// anyEndpoint is a valid endpoint, for checks of other arguments.
const anyEndpoint = "https://api.cmn.example.com/apis/bos"

// validEndpoint accepts what the client accepts as the base URL of BOS.
func validEndpoint() validator.String {
	return textRule{
		summary:     "Invalid BOS endpoint",
		description: "value must be the base URL of BOS",
		fault: func(endpoint string) string {
			return clientFault("endpoint", gateway.Config{Endpoint: endpoint})
		},
	}
}

func validToken() validator.String {
	return textRule{
		summary:     "Invalid token",
		secret:      "token",
		description: "value must be an access token, without the word Bearer before it",
		fault: func(token string) string {
			if strings.TrimSpace(token) == "" {
				return emptyText("an access token")
			}
			return clientFault("token", gateway.Config{Endpoint: anyEndpoint, Token: token})
		},
	}
}

func validProxyURL() validator.String {
	return textRule{
		summary:     "Invalid proxy URL",
		secret:      "proxy_url",
		description: "value must be a URL whose scheme is http, https, socks5 or socks5h",
		fault: func(proxy string) string {
			if proxy == "" {
				return emptyText("the URL of a proxy, such as `http://proxy.example.com:3128`")
			}
			return clientFault("proxy_url", gateway.Config{Endpoint: anyEndpoint, ProxyURL: proxy})
		},
	}
}

func validTokenURL() validator.String {
	return textRule{
		summary:     "Invalid token URL",
		description: "value must be the URL that gives the tokens",
		fault: func(url string) string {
			if url == "" {
				return emptyText("the URL that gives the tokens")
			}
			return clientFault("client_credentials.token_url", gateway.Config{
				Endpoint:          anyEndpoint,
				ClientCredentials: &gateway.ClientCredentials{TokenURL: url, ClientID: "any", ClientSecret: "any"},
			})
		},
	}
}

func validCACertPEM() validator.String {
	return textRule{
		summary:     "Invalid CA certificate",
		description: "value must be certificates in PEM",
		fault: func(pem string) string {
			if strings.TrimSpace(pem) == "" {
				return emptyText("certificates in PEM")
			}
			return clientFault("tls.ca_cert_pem", gateway.Config{Endpoint: anyEndpoint, TLS: gateway.TLS{CACertPEM: pem}})
		},
	}
}

// validFilled accepts every text that is not empty.
func validFilled(summary, what string) validator.String {
	return textRule{
		summary:     summary,
		description: "value must be " + what,
		fault: func(text string) string {
			if strings.TrimSpace(text) == "" {
				return emptyText(what)
			}
			return ""
		},
	}
}

// validCrayCLI accepts true, false and what can be the name of a configuration, which is the name of its file.
func validCrayCLI() validator.String {
	return textRule{
		summary:     "Invalid cray_cli",
		description: "value must be true, false or the name of a configuration of the Cray CLI",
		fault: func(name string) string {
			switch bare := strings.ToLower(strings.TrimSpace(name)); {
			case bare == "":
				return emptyText("`true`, `false` or the name of a configuration of the Cray CLI")
			case name != bare && (bare == "true" || bare == "false"):
				return fmt.Sprintf("%s is neither `true` nor `false`: write `%s`.", quoteText(name), bare)
			case strings.ContainsAny(name, `/\`) || bare == "." || bare == "..":
				return fmt.Sprintf("%s is a path: write the name of a configuration of the Cray CLI, "+
					"which `cray config list` shows, and set CRAY_CONFIG_DIR where its files are in another folder.", quoteText(name))
			default:
				return ""
			}
		},
	}
}

// clientFault returns what the client reports about that field of config before any request, or "".
func clientFault(field string, config gateway.Config) string {
	_, err := newClient(config, bos.Config{})
	if input, ok := errors.AsType[*gateway.InputError](err); ok && input.Field == field {
		return reason(err)
	}
	return ""
}

// numberRule is a validator of numbers within bounds. It also validates whole numbers: for a fraction in an
// Int64Attribute, the framework reports an error of the provider.
type numberRule struct {
	name        string
	kind        string // "number" or "whole number"
	least, most float64
}

var _ validator.Float64 = numberRule{}

// A hundred retries take more than forty minutes.
func validMaxRetries() numberRule {
	return numberRule{name: "max_retries", kind: wholeNumber, least: 0, most: 100}
}

// At the least rate, a request waits for more than a minute and a half.
func validRequestRate() numberRule {
	return numberRule{name: "max_requests_per_second", kind: "number", least: 0.01, most: 10_000}
}

const wholeNumber = "whole number"

func (r numberRule) Description(context.Context) string {
	return fmt.Sprintf("value must be a %s from %s to %s", r.kind, digits(r.least), digits(r.most))
}

func (r numberRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (r numberRule) summary() string { return "Invalid " + r.name }

// form returns what to write.
func (r numberRule) form() string {
	return fmt.Sprintf("write a %s from %s to %s.", r.kind, digits(r.least), digits(r.most))
}

func (r numberRule) fault(number float64) string {
	shown := digits(number)
	switch {
	case math.IsNaN(number), r.kind == wholeNumber && number != math.Trunc(number):
		return fmt.Sprintf("`%s` is not a %s: %s", shown, r.kind, r.form())
	case number < r.least:
		return fmt.Sprintf("`%s` is below %s: %s", shown, digits(r.least), r.form())
	case number > r.most:
		return fmt.Sprintf("`%s` is above %s: %s", shown, digits(r.most), r.form())
	default:
		return ""
	}
}

// digits writes a number as a user would, and one of more than 15 digits with an exponent.
func digits(number float64) string {
	if math.Abs(number) >= 1e15 {
		return strconv.FormatFloat(number, 'g', -1, 64)
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}

func (r numberRule) ValidateFloat64(_ context.Context, req validator.Float64Request, resp *validator.Float64Response) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if detail := r.fault(req.ConfigValue.ValueFloat64()); detail != "" {
		resp.Diagnostics.AddAttributeError(req.Path, r.summary(), detail)
	}
}

// validScopes is a validator of OAuth scopes: each is a word of its own (RFC 6749, section 3.3).
type validScopes struct{}

var _ validator.List = validScopes{}

func (validScopes) Description(context.Context) string {
	return "value must be scopes, each without spaces"
}

func (v validScopes) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validScopes) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		scope, ok := element.(types.String)
		if !ok || scope.IsUnknown() {
			continue
		}
		if detail := scopeFault(scope.ValueString()); detail != "" {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), "Invalid scope", detail)
		}
	}
}

func scopeFault(scope string) string {
	if scope == "" {
		return "The scope is empty: write a scope, such as `openid`, or leave the element out."
	}
	for _, character := range scope {
		if character <= ' ' || character > '~' || character == '"' || character == '\\' {
			return fmt.Sprintf("%s holds %s, which a scope cannot contain: write each scope by itself: in the "+
				"configuration as an element of its own, such as `[\"openid\", \"profile\"]`, in BOS_SCOPES "+
				"separated by spaces.",
				quoteText(scope), quoteText(string(character)))
		}
	}
	return ""
}
