// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// CrayLogin is a login of the Cray CLI, made by `cray auth login`.
type CrayLogin struct {
	Configuration string // the name of the CLI's configuration
	Hostname      string // with its scheme: https://api.cmn.example.com
	Tenant        string // "" = none
	Username      string // "" where CRAY_CREDENTIALS is used
	TokenFile     string
}

// Endpoint returns the base URL of a service at the login's host.
func (l *CrayLogin) Endpoint(of Service) string { return strings.TrimRight(l.Hostname, "/") + of.Path }

// FindCrayLogin reads the Cray CLI's files, as the CLI does. name "" = the active configuration. getenv returns the
// environment variables CRAY_CONFIG_DIR, CRAY_CONFIG, CRAY_CREDENTIALS and HOME.
//
// Its error matches fs.ErrNotExist where there is no such configuration, or nobody is logged in. Errors name the file
// and never show its content.
func FindCrayLogin(name string, getenv func(string) string) (*CrayLogin, error) {
	base := getenv("CRAY_CONFIG_DIR")
	if base == "" {
		base = getenv("HOME")
	}
	if base == "" {
		return nil, fmt.Errorf("neither CRAY_CONFIG_DIR nor HOME tells where the Cray CLI's files are: %w", fs.ErrNotExist)
	}
	dir := filepath.Join(base, ".config", "cray")
	name, err := configurationName(name, dir, getenv)
	if err != nil {
		return nil, err
	}
	login, err := readConfiguration(name, filepath.Join(dir, "configurations", name))
	if err != nil {
		return nil, err
	}
	login.TokenFile = shownPath(getenv("CRAY_CREDENTIALS"))
	if login.TokenFile != "" {
		login.Username = "" // the CLI ignores it then
	} else if login.TokenFile, err = login.tokenFile(dir); err != nil {
		return nil, err
	}
	if _, err := readToken(login.TokenFile, newSecrets()); err != nil {
		return nil, fmt.Errorf("the Cray CLI's login for its configuration %q: %w: log in with `cray auth login`",
			name, err)
	}
	return login, nil
}

// configurationName returns the name of a file in the CLI's directory. It refuses a path to anywhere else.
func configurationName(name, dir string, getenv func(string) string) (string, error) {
	if name == "" {
		name = getenv("CRAY_CONFIG")
	}
	if name == "" {
		active, _, err := readText(filepath.Join(dir, "active_config"), maxTokenFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		name = active
	}
	if name == "" {
		name = "default" // the CLI's own default
	}
	if name != filepath.Base(name) || name == "." || name == ".." {
		return "", fmt.Errorf("%q is not the name of a configuration of the Cray CLI", Shorten(name, 64))
	}
	return name, nil
}

// crayConfiguration is what is read of a file of the CLI.
type crayConfiguration struct {
	Core struct {
		Hostname string `toml:"hostname"`
		Tenant   string `toml:"tenant"`
	} `toml:"core"`
	Auth struct {
		Login struct {
			Username string `toml:"username"`
		} `toml:"login"`
	} `toml:"auth"`
}

func readConfiguration(name, path string) (*CrayLogin, error) {
	text, _, err := readText(path, maxTokenFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the Cray CLI has no configuration %q: %w: make one with `cray init`", name, err)
	}
	if err != nil {
		return nil, err
	}
	var wire crayConfiguration
	if err := toml.Unmarshal([]byte(text), &wire); err != nil {
		return nil, fmt.Errorf("%s is not the TOML of a configuration of the Cray CLI%s", path, position(err))
	}
	if wire.Core.Hostname == "" {
		return nil, fmt.Errorf("%s has no core.hostname: "+
			"set it with `cray config set core hostname=https://api.cmn.example.com`", path)
	}
	hostname, err := crayHostname(wire.Core.Hostname)
	if err != nil {
		return nil, fmt.Errorf("%s: core.hostname %w", path, err)
	}
	return &CrayLogin{
		Configuration: name, Hostname: hostname, Tenant: wire.Core.Tenant, Username: wire.Auth.Login.Username,
	}, nil
}

// position returns where the fault is. The decoder's own text may quote the file.
func position(err error) string {
	var fault *toml.DecodeError
	if !errors.As(err, &fault) {
		return ""
	}
	row, column := fault.Position()
	return fmt.Sprintf(": see line %d, column %d", row, column)
}

// crayHostname parses a host as the CLI does: without a scheme it is https, and a path is ignored.
func crayHostname(text string) (string, error) {
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	if _, err := (Service{}).checkEndpoint(text); err != nil {
		return "", errors.New("is not a host, such as https://api.cmn.example.com")
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return "", errors.New("is not a host, such as https://api.cmn.example.com")
	}
	return (&url.URL{Scheme: parsed.Scheme, Host: parsed.Host}).String(), nil
}

// tokenFile returns the path of the token, which is named by host, port and user: tokens/api_cmn_example_com.alice.
func (l *CrayLogin) tokenFile(dir string) (string, error) {
	if l.Username == "" {
		return "", fmt.Errorf("nobody is logged in with the Cray CLI's configuration %q: "+
			"auth.login.username in %s: %w: log in with `cray auth login`",
			l.Configuration, filepath.Join(dir, "configurations", l.Configuration), fs.ErrNotExist)
	}
	if strings.ContainsAny(l.Username, `/\`) {
		return "", fmt.Errorf("auth.login.username in %s is not a user's name",
			filepath.Join(dir, "configurations", l.Configuration))
	}
	_, host, _ := strings.Cut(l.Hostname, "://")
	file := strings.NewReplacer("-", "_", ".", "_").Replace(host) + "." + strings.ReplaceAll(l.Username, ".", "_")
	return filepath.Join(dir, "tokens", file), nil
}
