// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const tenantHeader = "Cray-Tenant-Name"

// rule allows a method for the targets that match the pattern.
type rule struct {
	method string
	target *regexp.Regexp
}

func rules(texts ...string) []rule {
	list := make([]rule, len(texts))
	for i, text := range texts {
		method, pattern, _ := strings.Cut(text, " ")
		list[i] = rule{method, regexp.MustCompile(pattern)}
	}

	return list
}

func allowedBy(list []rule, method, target string) bool {
	return slices.ContainsFunc(list, func(r rule) bool {
		return r.method == method && r.target.MatchString(target)
	})
}

// The rules are those of cray-opa for the gateways of the management networks,
// templates/policies/keycloak-admin.yaml and keycloak-user.yaml, as far as they
// concern BOS and HSM. The patterns are matched against the target as Envoy passes it on:
// undecoded, with the query. So a pattern that ends in "$" refuses every query: a
// tenant-admin may list all sessions, but not filter them.
var (
	// Older releases lack the list of sessions (before 2024).
	tenantAdminRules = rules(
		`GET ^/apis/bos/v2$`,
		`POST ^/apis/bos/v2/applystaged$`,
		`GET ^/apis/bos/v2/components$`,
		`GET ^/apis/bos/v2/components/.*$`,
		`GET ^/apis/bos/v2/healthz$`,
		`GET ^/apis/bos/v2/sessions$`,
		`POST ^/apis/bos/v2/sessions$`,
		`GET ^/apis/bos/v2/sessions/.*$`,
		`GET ^/apis/bos/v2/sessiontemplates$`,
		`GET ^/apis/bos/v2/sessiontemplates/.*?$`,
		`GET ^/apis/bos/v2/version$`,
	)
	// A single session may be read, but not the list of all. Of the hardware state
	// manager everything may be read, but not asked for with a POST. No other role
	// but admin has it, or the tenant service.
	wlmRules = rules(
		`GET ^/apis/smd/hsm/v2/.*$`,
		`HEAD ^/apis/smd/hsm/v2/.*$`,
		`POST ^/apis/bos/v2/applystaged$`,
		`GET ^/apis/bos/v2/sessions/.*$`,
		`POST ^/apis/bos/v2/sessions$`,
	)
	// openPrefixes require no token: Keycloak, as its own host auth.cmn.… exposes
	// it, and services that authenticate users themselves, none of which is
	// simulated. An endpoint without /apis/bos requests /v2/…: that is a 404, not
	// a 403.
	openPrefixes = []string{keycloakPath, "/vcs", "/repository", "/v2", "/service/rest"}
	adminMethods = []string{
		http.MethodGet, http.MethodPut, http.MethodPost,
		http.MethodDelete, http.MethodPatch, http.MethodHead,
	}
	tenantName = regexp.MustCompile(`^[a-z0-9][a-z0-9\-.]{1,251}[a-z0-9]$`)
)

// decide returns the refusal of the request; without a Reason the request is
// allowed.
func (g *Gateway) decide(r *http.Request) Refusal {
	target := r.URL.RequestURI()
	refusal := Refusal{
		Time: g.clock.Now(), Method: r.Method, Target: target,
		Tenant: r.Header.Get(tenantHeader), RequestID: r.Header.Get("X-Request-Id"),
	}
	if slices.ContainsFunc(openPrefixes, func(open string) bool { return strings.HasPrefix(target, open) }) {
		return refusal
	}
	authorization := r.Header.Get("Authorization")
	if authorization == "" {
		refusal.Reason = "no token"

		return refusal
	}
	// The policy splits at each space and accepts the scheme in this spelling
	// only.
	parts := strings.Split(authorization, " ")
	if len(parts) != 2 || parts[0] != "Bearer" {
		refusal.Reason = "the Authorization header is not \"Bearer TOKEN\""

		return refusal
	}
	c, reason := g.verify(parts[1])
	refusal.Account = c.Username
	if reason == "" {
		reason = c.refuse(r, target)
	}
	refusal.Reason = reason

	return refusal
}

// refuse returns the reason why the token's roles do not allow the request, or ""
// if they do.
func (c claims) refuse(r *http.Request, target string) string {
	tenants, sent := r.Header[tenantHeader]
	tenant := strings.Join(tenants, ",")
	wellFormed := tenantName.MatchString(tenant)
	reason := "the role does not allow it"

	shasta := c.ResourceAccess[audience].Roles
	if slices.Contains(shasta, RoleAdmin) && slices.Contains(adminMethods, r.Method) {
		if !sent || wellFormed {
			return ""
		}
		reason = "the tenant's name is not well-formed"
	}
	if slices.Contains(c.RealmAccess.Roles, RoleTenantAdmin) && allowedBy(tenantAdminRules, r.Method, target) {
		switch {
		case !sent:
			reason = "no tenant"
		case !wellFormed:
			reason = "the tenant's name is not well-formed"
		case slices.Contains(c.Groups, tenant+tenantGroupSuffix):
			return ""
		default:
			reason = "not a tenant of the token's"
		}
	}
	// This role's rules do not mention tenants.
	if slices.Contains(shasta, RoleWLM) && allowedBy(wlmRules, r.Method, target) {
		return ""
	}

	return reason
}
