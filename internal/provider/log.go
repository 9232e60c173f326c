// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// leastSecret is how long a text must be to be masked. A shorter one is no secret, and would leave holes in every line.
const leastSecret = 4

// logTo returns the client's way into Terraform's log, in which no secret can appear, whatever a server sends back.
func logTo(secrets []string) func(context.Context, string, map[string]any) {
	return func(ctx context.Context, message string, fields map[string]any) {
		tflog.Debug(masked(ctx, secrets), message, fields)
	}
}

// masking returns ctx for what is logged about a resource or a data source: each call of the engine begins with a
// context of its own, in which nothing is masked yet.
func (c *connection) masking(ctx context.Context) context.Context {
	if c == nil {
		return ctx
	}
	return masked(ctx, c.secrets)
}

func masked(ctx context.Context, secrets []string) context.Context {
	if len(secrets) == 0 {
		return ctx
	}
	return tflog.MaskMessageStrings(tflog.MaskAllFieldValuesStrings(ctx, secrets...), secrets...)
}

// secretsOf is every secret that the configuration holds. Those that the client comes to later, it takes out itself.
func secretsOf(config bos.Config) []string {
	candidates := []string{strings.TrimSpace(config.Token)}
	if config.ClientCredentials != nil {
		candidates = append(candidates, config.ClientCredentials.ClientSecret)
	}
	if proxy, err := url.Parse(config.ProxyURL); err == nil && proxy.User != nil {
		password, _ := proxy.User.Password()
		_, escaped, _ := strings.Cut(proxy.User.String(), ":")
		candidates = append(candidates, password, escaped)
	}
	var secrets []string
	for _, secret := range candidates {
		if len(secret) >= leastSecret {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}
