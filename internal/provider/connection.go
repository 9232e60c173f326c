// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/progress"
)

// connection is what Configure passes to resources and data sources: the client, or the reason why there is none
// yet.
type connection struct {
	client  *bos.Client
	preview string // see previews
	access  access
	secrets []string         // texts that are masked in the log
	lines   *progress.Writer // of progress_file; nil = there is none
	// unknown lists the provider's arguments that are known only after apply. They are an error only once a
	// request is needed.
	unknown []string
}

// access describes how requests reach BOS, as far as advices need it. It holds no secret.
type access struct {
	endpoint          string
	tokens            tokenSource
	given             string // where the token is given, such as "the environment variable BOS_TOKEN"
	file              string // file that holds the token
	account           string // name of the service account
	configuration     string // name of the Cray CLI's configuration
	tokenURL          string // argument that gives the token service
	ownCA             bool
	authority         string // name in the first certificate of tls.ca_cert_file or tls.ca_cert_pem
	clientCertificate bool
	ownProxy          bool // given by proxy_url, not by the standard variables
}

// configured converts the provider data of a Configure request. It returns nil while the engine validates, before
// the provider is configured.
func configured(providerData any, diags *diag.Diagnostics) *connection {
	if providerData == nil {
		return nil
	}
	c, ok := providerData.(*connection)
	if !ok {
		diags.Append(fault("Unable to configure the provider", fmt.Sprintf("The provider passed %T.", providerData)).asError())
	}
	return c
}

// clientFor returns the client. If there is none, it returns nil and adds an error that says what is missing. verb
// and thing name the request: "read", "session x".
func (c *connection) clientFor(verb, thing string, diags *diag.Diagnostics) *bos.Client {
	if c == nil {
		diags.Append(fault("Unable to "+verb+" "+thing, "The provider is not configured.").asError())
		return nil
	}
	if len(c.unknown) > 0 {
		diags.Append(message{
			summary: "Unable to " + verb + " " + thing,
			what: fmt.Sprintf("The provider's %s known only after apply, and a request to BOS is needed now.",
				areUnknown(c.unknown)),
			next: []string{
				"Set it to a value that is known in the plan, or by its environment variable.",
				"Or apply what it refers to first: `terraform apply -target=ADDRESS`",
			},
		}.asError())
		return nil
	}
	return c.client
}

// maskSecrets returns a context whose log lines show no secret. Each call of the engine begins with a context of
// its own, in which nothing is masked yet.
func (c *connection) maskSecrets(ctx context.Context) context.Context {
	if c == nil {
		return ctx
	}
	return maskStrings(ctx, c.secrets)
}

func maskStrings(ctx context.Context, secrets []string) context.Context {
	if len(secrets) == 0 {
		return ctx
	}
	return tflog.MaskMessageStrings(tflog.MaskAllFieldValuesStrings(ctx, secrets...), secrets...)
}

// defaultTenant returns the provider's tenant: null if it has none, unknown while that is not known.
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

// settledTenant returns the planned tenant, or the client's if the plan left it unknown.
func settledTenant(planned types.String, client *bos.Client) types.String {
	if planned.IsUnknown() {
		return textOrNull(client.Tenant())
	}
	return planned
}

// release notes that this resource gives up the session's name. A session that replaces it in this run must not
// adopt it.
func (c *connection) release(session *sessionInputs) {
	if c != nil && c.client != nil {
		c.client.InTenant(session.Tenant.ValueString()).Release(session.Name.ValueString())
	}
}

// adopted reports whether another resource of this run has adopted the session.
func (c *connection) adopted(session *sessionInputs) bool {
	if c == nil || c.client == nil {
		return false
	}
	return c.client.InTenant(session.Tenant.ValueString()).Adopted(session.Name.ValueString())
}

// endpoint returns the normalized base URL of the system: null before the provider is configured, unknown while
// its configuration is.
func (c *connection) endpoint() types.String {
	switch {
	case c == nil:
		return types.StringNull()
	case c.client == nil:
		return types.StringUnknown()
	default:
		return types.StringValue(c.client.Endpoint())
	}
}

// plannedEndpoint returns the planned value of endpoint for a resource that is created or written.
func (c *connection) plannedEndpoint() types.String {
	if here := c.endpoint(); !here.IsNull() {
		return here
	}
	return types.StringUnknown()
}

// knownEndpoint returns the value of endpoint for a resource that was created, written or found: the planned
// value, if that is known.
func (c *connection) knownEndpoint(planned types.String) types.String {
	here := c.endpoint()
	if planned.IsNull() || planned.IsUnknown() {
		planned = here
	}
	if planned.IsUnknown() {
		return types.StringNull()
	}
	return planned
}

// elsewhere reports whether a resource belongs to another endpoint than the provider's. It is false while either
// is not known.
func (c *connection) elsewhere(own types.String) bool {
	here := c.endpoint()
	known := !own.IsNull() && !own.IsUnknown() && !here.IsNull() && !here.IsUnknown()
	return known && !own.Equal(here)
}

// checkPlannedEndpoint reports whether the plan was made for the provider's endpoint, and adds an error if not. An
// engine does not plan every saved plan again, that of an update for instance.
func (c *connection) checkPlannedEndpoint(verb, thing string, planned types.String, diags *diag.Diagnostics) bool {
	if !c.elsewhere(planned) {
		return true
	}
	diags.Append(message{
		summary: "Unable to " + verb + " " + thing,
		what: fmt.Sprintf("The plan was made for the system at %s, but the provider is configured for %s now. Nothing was "+
			"sent.", planned.ValueString(), c.endpoint().ValueString()),
		next: []string{"Configure the provider for the system of the plan and apply it again.", planAgain},
	}.asErrorAt(path.Root("endpoint")))
	return false
}

// errDeleteElsewhere returns the error of a deletion at another endpoint than the resource's. done says what was
// not done.
func (c *connection) errDeleteElsewhere(verb, thing string, own types.String, done string) diag.Diagnostic {
	here := c.endpoint().ValueString()
	return message{
		summary: "Unable to " + verb + " " + thing,
		what: fmt.Sprintf("In the state it belongs to the system at %s, but the provider is configured for %s. %s",
			own.ValueString(), here, done),
		next: []string{
			fmt.Sprintf("Configure the provider for %s, and destroy it there.", own.ValueString()),
			fmt.Sprintf("If %s is another URL of the same system, apply first: an update in place saves the new URL. Then "+
				"destroy.", here),
			removeOnly,
		},
	}.asErrorAt(path.Root("endpoint"))
}

const aboutEndpoint = " (scheme, host and path of its base URL, normalized). The plan shows it, so that a saved " +
	"plan is not applied to another system."

// endpointAttribute returns the computed attribute endpoint. UseStateForUnknown keeps null as well, so that the
// state of an earlier release plans no change.
func endpointAttribute(about, more string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: about + aboutEndpoint + more,
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}
