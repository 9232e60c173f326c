// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// connection is what Configure hands to resources and data sources: the way to
// BOS, or the reason why there is none yet.
type connection struct {
	client *bos.Client
	// unknown lists the provider's arguments that are known only after apply:
	// no error while nothing is asked of BOS.
	unknown []string
}

// to returns the client, or nil after an error that says what the request
// needs. verb and thing name the request: "read", "session x".
func (c *connection) to(verb, thing string, diags *diag.Diagnostics) *bos.Client {
	if c == nil {
		diags.AddError("Unable to "+verb+" "+thing,
			"The provider is not configured. Please report this: it is a fault of the provider.")
		return nil
	}
	if len(c.unknown) > 0 {
		diags.AddError("Unable to "+verb+" "+thing, fmt.Sprintf(
			"The provider's %s is known only after apply, but BOS must be asked now. "+
				"Set it statically (or by its environment variable), or apply what it comes from first: terraform apply -target=ADDRESS.",
			strings.Join(c.unknown, " and ")))
		return nil
	}
	return c.client
}

// release remembers a session's name as given up: what replaces the session in
// this run must not adopt it.
func (c *connection) release(session *sessionInputs) {
	if c != nil && c.client != nil {
		c.client.InTenant(session.Tenant.ValueString()).Release(session.Name.ValueString())
	}
}

// defaultTenant returns the provider's tenant: null when it has none, unknown
// when that is not known yet.
func (c *connection) defaultTenant() types.String {
	switch {
	case c == nil || c.client == nil:
		return types.StringUnknown()
	case c.client.Tenant() == "":
		return types.StringNull()
	default:
		return types.StringValue(c.client.Tenant())
	}
}

// configured converts what a resource or data source is given by Configure.
// It is nil while the engine validates, before the provider is configured.
func configured(providerData any, diags *diag.Diagnostics) *connection {
	if providerData == nil {
		return nil
	}
	c, ok := providerData.(*connection)
	if !ok {
		diags.AddError("Unable to configure",
			fmt.Sprintf("The provider passed %T. Please report this: it is a fault of the provider.", providerData))
	}
	return c
}

// connect reads the configuration, then the environment. It does no network I/O.
func (p *bosProvider) connect(ctx context.Context, data providerModel, engine string, diags *diag.Diagnostics) *connection {
	settings := settings{ctx: ctx, diags: diags}
	config := bos.Config{
		Endpoint:       settings.text("endpoint", data.Endpoint, validEndpoint()),
		APIVersion:     bos.APIVersion(settings.text("api_version", data.APIVersion, validAPIVersion())),
		Token:          settings.text("token", data.Token, nil),
		Tenant:         settings.text("tenant", data.Tenant, validTenant()),
		RequestTimeout: settings.duration("request_timeout", data.RequestTimeout),
		PollInterval:   settings.duration("poll_interval", data.PollInterval),
		UserAgent:      userAgent(p.version, engine),
		Clock:          p.clock,
	}
	if diags.HasError() {
		return nil
	}
	if len(settings.unknown) > 0 {
		return &connection{unknown: settings.unknown}
	}
	if config.Endpoint == "" {
		diags.AddAttributeError(path.Root("endpoint"), "Missing BOS endpoint",
			"Set endpoint in the provider's configuration, or the environment variable BOS_ENDPOINT, "+
				"to the base URL of BOS, such as https://api.cmn.example.com/apis/bos.")
		return nil
	}

	config.Log = logTo(config.Token)
	client, err := bos.New(config)
	if err != nil { // the endpoint was checked above
		diags.AddError("Invalid provider configuration", sentence(err))
		return nil
	}

	tflog.Debug(ctx, "BOS client configured", map[string]any{"endpoint": config.Endpoint, "tenant": config.Tenant})
	return &connection{client: client}
}

func userAgent(version, engine string) string {
	agent := "terraform-provider-bos/" + version
	if engine != "" {
		agent += " (Terraform " + engine + ")"
	}
	return agent
}

// logTo returns the client's way into Terraform's log, in which token cannot
// appear, whatever a server sends back.
func logTo(token string) func(context.Context, string, map[string]any) {
	return func(ctx context.Context, message string, fields map[string]any) {
		if token != "" {
			ctx = tflog.MaskAllFieldValuesStrings(ctx, token)
			ctx = tflog.MaskMessageStrings(ctx, token)
		}
		tflog.Debug(ctx, message, fields)
	}
}

// settings reads arguments, each from the configuration or else from its
// environment variable, and collects those that are not known yet.
type settings struct {
	ctx     context.Context //nolint:containedctx // lives as long as the one call of connect
	diags   *diag.Diagnostics
	unknown []string
}

// text returns the argument's value, "" when it is given nowhere. An empty
// variable counts as not set. The configuration was validated already; check
// is for the environment.
func (s *settings) text(name string, value types.String, check validator.String) string {
	if value.IsUnknown() {
		s.unknown = append(s.unknown, name)
		return ""
	}
	if !value.IsNull() {
		return value.ValueString()
	}

	variable := "BOS_" + strings.ToUpper(name)
	text := os.Getenv(variable)
	if text == "" || check == nil {
		return text
	}
	resp := validator.StringResponse{}
	check.ValidateString(s.ctx, validator.StringRequest{Path: path.Root(name), ConfigValue: types.StringValue(text)}, &resp)
	for _, d := range resp.Diagnostics {
		s.diags.AddAttributeError(path.Root(name), d.Summary(), "The environment variable "+variable+": "+d.Detail())
	}
	return text
}

// duration is text for a Go duration; 0 when it is given nowhere.
func (s *settings) duration(name string, value types.String) time.Duration {
	text := s.text(name, value, validDuration())
	if text == "" || s.diags.HasError() {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		s.diags.AddAttributeError(path.Root(name), "Invalid duration", sentence(err))
	}
	return d
}

// sentence makes an error's text one; "" for no error.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	text := strings.TrimRight(err.Error(), ".\n ")
	if text == "" {
		return text
	}
	return upper(text) + "."
}

// validEndpoint accepts what the client can take as BOS's base URL.
func validEndpoint() validator.String {
	return textRule{
		summary:     "Invalid BOS endpoint",
		description: "value must be the base URL of BOS",
		fault: func(endpoint string) string {
			_, err := bos.New(bos.Config{Endpoint: endpoint})
			return sentence(err)
		},
	}
}
