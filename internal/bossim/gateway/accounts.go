// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/subtle"
	"fmt"
	"slices"
)

// The roles that the policy distinguishes.
const (
	RoleAdmin       = "admin"
	RoleTenantAdmin = "tenant-admin"
	RoleWLM         = "wlm" // workload managers
)

// PublicClient is the client without a secret with which people log in.
const PublicClient = "shasta"

// ServiceAccount is a Keycloak client that may request tokens for itself, with
// the grant client_credentials.
type ServiceAccount struct {
	ID, Secret string
	Roles      []string
	Tenants    []string // those that it is tenant-admin of
}

// User is a person, who logs in with the grant password.
type User struct {
	Name, Password string
	Roles          []string
	Tenants        []string // those that they are tenant-admin of
}

// Accounts are the accounts of the token endpoint.
type Accounts struct {
	Services []ServiceAccount
	Users    []User
}

// DefaultAccounts are the service accounts admin-client, wlm-client and
// tenant-client and the users alice (admin) and tina (tenant-admin). The
// tenant is vcluster-blue. Secrets are ID-secret, passwords NAME-password.
func DefaultAccounts() Accounts {
	blue := []string{"vcluster-blue"}

	return Accounts{
		Services: []ServiceAccount{
			{ID: "admin-client", Secret: "admin-client-secret", Roles: []string{RoleAdmin}},
			{ID: "wlm-client", Secret: "wlm-client-secret", Roles: []string{RoleWLM}},
			{ID: "tenant-client", Secret: "tenant-client-secret", Roles: []string{RoleTenantAdmin}, Tenants: blue},
		},
		Users: []User{
			{Name: "alice", Password: "alice-password", Roles: []string{RoleAdmin}},
			{Name: "tina", Password: "tina-password", Roles: []string{RoleTenantAdmin}, Tenants: blue},
		},
	}
}

// SetAccounts replaces the accounts, for example to change a secret or to lock a
// user out. Tokens issued before remain valid. It returns an error that names an
// account without a name or secret, or one that occurs twice.
func (g *Gateway) SetAccounts(accounts Accounts) error {
	seen := map[string]bool{PublicClient: true}
	for _, a := range accounts.identities() {
		switch {
		case a.name == "" || a.secret == "":
			return fmt.Errorf("account %q has no name or no secret", a.name)
		case seen[a.name]:
			return fmt.Errorf("there is more than one account %q", a.name)
		}
		seen[a.name] = true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.accounts = accounts

	return nil
}

func (a Accounts) empty() bool { return len(a.Services)+len(a.Users) == 0 }

// identity is an account of either kind.
type identity struct {
	name, secret   string
	service        bool
	roles, tenants []string
}

func (a Accounts) identities() []identity {
	all := make([]identity, 0, len(a.Services)+len(a.Users))
	for _, s := range a.Services {
		all = append(all, identity{s.ID, s.Secret, true, slices.Clone(s.Roles), slices.Clone(s.Tenants)})
	}
	for _, u := range a.Users {
		all = append(all, identity{u.Name, u.Password, false, slices.Clone(u.Roles), slices.Clone(u.Tenants)})
	}

	return all
}

func (a Accounts) find(name string, service bool) (identity, bool) {
	for _, i := range a.identities() {
		if i.name == name && i.service == service {
			return i, true
		}
	}

	return identity{}, false
}

func (i identity) knows(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(i.secret), []byte(secret)) == 1
}

// client returns the client for which the account's tokens are issued.
func (i identity) client() string {
	if i.service {
		return i.name
	}

	return PublicClient
}
