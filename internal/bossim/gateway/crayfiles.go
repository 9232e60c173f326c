// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// CrayFiles are the files in the Cray CLI's folder after "cray init" and "cray
// auth login". The formats are those of its sources (craycli: config.py, auth.py,
// utils.py).
type CrayFiles struct {
	Configuration string // its name; "" = "default"
	Hostname      string // with scheme, and port if there is one
	Tenant        string // "" = none
	Username      string
	Token         Token  // Gateway.Issue(Username); the zero Token = not logged in
	ClientID      string // "" = PublicClient
}

// Dir returns the CLI's folder if dir is CRAY_CONFIG_DIR, or HOME if that is not
// set.
func (CrayFiles) Dir(dir string) string { return filepath.Join(dir, ".config", "cray") }

// TokenFile returns the path of the token's file for the same dir: a value for
// CRAY_CREDENTIALS.
func (f CrayFiles) TokenFile(dir string) string {
	host := f.Hostname
	if u, err := url.Parse(f.Hostname); err == nil && u.Host != "" {
		host = u.Host
	}
	host = strings.NewReplacer("-", "_", ".", "_").Replace(host)

	return filepath.Join(f.Dir(dir), "tokens", host+"."+strings.ReplaceAll(f.Username, ".", "_"))
}

// Write writes active_config, configurations/NAME and tokens/HOST.USER, and
// creates the folders. It replaces files with these names and keeps others.
func (f CrayFiles) Write(dir string) error {
	name := f.Configuration
	if name == "" {
		name = "default"
	}
	base := f.Dir(dir)
	for _, folder := range []string{"configurations", "logs", "tokens"} {
		if err := os.MkdirAll(filepath.Join(base, folder), 0o700); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(base, "active_config"), []byte(name), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(base, "configurations", name), f.configuration(), 0o600); err != nil {
		return err
	}
	if f.Token.AccessToken == "" {
		return nil
	}

	return f.WriteToken(f.TokenFile(dir))
}

// WriteToken writes the token's file only, to any path.
func (f CrayFiles) WriteToken(path string) error {
	content, err := f.token()
	if err != nil {
		return err
	}

	return os.WriteFile(path, content, 0o600)
}

func (f CrayFiles) configuration() []byte {
	// A string quoted with %q is a valid TOML string, for the characters that
	// occur in hosts and user names.
	text := fmt.Sprintf("[core]\nhostname = %q\n", f.Hostname)
	if f.Tenant != "" {
		text += fmt.Sprintf("tenant = %q\n", f.Tenant)
	}

	return fmt.Appendf(nil, "%s\n[auth.login]\nusername = %q\n", text, f.Username)
}

// token returns the token endpoint's answer as Python's oauthlib stores it: the
// scopes as a list, and the expiry in seconds since 1970, with decimals.
func (f CrayFiles) token() ([]byte, error) {
	client := f.ClientID
	if client == "" {
		client = PublicClient
	}
	ends := f.Token.Issued.Add(time.Duration(f.Token.ExpiresIn) * time.Second)

	return json.Marshal(struct {
		Token

		Scope     []string `json:"scope"`
		ExpiresAt float64  `json:"expires_at"`
		ClientID  string   `json:"client_id"`
	}{f.Token, strings.Fields(f.Token.Scope), float64(ends.UnixMilli()) / 1000, client})
}
