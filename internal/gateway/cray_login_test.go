// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// crayHome returns a home directory of the Cray CLI with the given files, by name and content.
func crayHome(t *testing.T, files map[string]string) string {
	t.Helper()
	home := t.TempDir()
	for name, content := range files {
		path := filepath.Join(home, ".config", "cray", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, path, content)
	}
	return home
}

// environment returns a getenv of these variables.
func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// As the CLI writes them: the first by `cray init`, the second by hand.
const (
	configDefault = "[core]\nhostname = \"https://api-gw.cmn.example.com\"\ntenant = \"\"\n\n[auth.login]\nusername = \"alice.b\"\n"
	configBlue    = "core.hostname = \"api.cmn.example.com:8443/x\"\ncore.tenant = \"vcluster-blue\"\nauth.login.username = \"tina\"\ncore.format = \"json\"\n"
)

func crayFiles() map[string]string {
	return map[string]string{
		"active_config":                         "default\n",
		"configurations/default":                configDefault,
		"configurations/blue":                   configBlue,
		"tokens/api_gw_cmn_example_com.alice_b": `{"access_token": "` + secret + `"}`,
		"tokens/api_cmn_example_com:8443.tina":  `{"access_token": "` + secret + `"}`,
	}
}

func TestFindCrayLogin_readsTheFiles(t *testing.T) {
	t.Parallel()
	home := crayHome(t, crayFiles())
	dir := filepath.Join(home, ".config", "cray")
	other := filepath.Join(t.TempDir(), "setup-token.json")
	write(t, other, `{"access_token": "`+secret+`", "expires_in": 31536000}`)
	alice := gateway.CrayLogin{
		Configuration: "default", Hostname: "https://api-gw.cmn.example.com", Username: "alice.b",
		TokenFile: filepath.Join(dir, "tokens", "api_gw_cmn_example_com.alice_b"),
	}
	tina := gateway.CrayLogin{
		Configuration: "blue", Hostname: "https://api.cmn.example.com:8443", Tenant: "vcluster-blue", Username: "tina",
		TokenFile: filepath.Join(dir, "tokens", "api_cmn_example_com:8443.tina"),
	}
	service := alice
	service.Username, service.TokenFile = "", other
	for name, test := range map[string]struct {
		name   string
		getenv func(string) string
		want   gateway.CrayLogin
	}{
		"active":         {"", environment("HOME", home), alice},
		"named":          {"blue", environment("HOME", home), tina},
		"by variable":    {"", environment("HOME", home, "CRAY_CONFIG", "blue"), tina},
		"named goes 1st": {"default", environment("HOME", home, "CRAY_CONFIG", "blue"), alice},
		"other folder":   {"", environment("HOME", "/nowhere", "CRAY_CONFIG_DIR", home), alice},
		"credentials":    {"", environment("HOME", home, "CRAY_CREDENTIALS", other), service},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := gateway.FindCrayLogin(test.name, test.getenv)
			if err != nil || *got != test.want {
				t.Errorf("got %+v, %v\nwant %+v", got, err, test.want)
			}
		})
	}
	if got := tina.Endpoint(gateway.Service{Path: "/apis/bos"}); got != "https://api.cmn.example.com:8443/apis/bos" {
		t.Errorf("endpoint %s", got)
	}
}

func TestFindCrayLogin_usesDefaultIfNoneIsActive(t *testing.T) {
	t.Parallel()
	files := crayFiles()
	delete(files, "active_config")

	got, err := gateway.FindCrayLogin("", environment("HOME", crayHome(t, files)))

	if err != nil || got.Configuration != "default" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFindCrayLogin_errors(t *testing.T) {
	t.Parallel()
	const token = "tokens/api_gw_cmn_example_com.alice_b"
	configuration := func(content string) map[string]string {
		return map[string]string{"configurations/default": content}
	}
	for name, test := range map[string]struct {
		files  map[string]string // that differ; "-" = missing
		name   string
		absent bool // nobody is logged in
		want   string
	}{
		"no such configuration": {
			nil, "green", true,
			`the Cray CLI has no configuration "green": DIR/configurations/green cannot be read: no such file or directory: make one with ` +
				"`cray init`",
		},
		"none at all":        {map[string]string{"active_config": "-", "configurations/default": "-"}, "", true, `has no configuration "default"`},
		"active one is gone": {map[string]string{"active_config": "gone"}, "", true, "DIR/configurations/gone cannot be read"},
		"active one, a folder": {
			map[string]string{"active_config": "-", "active_config/x": "x"},
			"", false,
			"DIR/active_config cannot be read: it is a directory",
		},
		"path":                  {nil, "../default", false, `"../default" is not the name of a configuration`},
		"path in active_config": {map[string]string{"active_config": "a/b"}, "", false, `"a/b" is not the name of a configuration`},
		"no TOML": {
			configuration("[core\nhostname = " + secret), "", false,
			"DIR/configurations/default is not the TOML of a configuration of the Cray CLI: see line 1, column ",
		},
		"no TOML, bare": {configuration("hostname = " + secret), "", false, "see line 1, column 1"},
		"another kind":  {configuration("core = 5"), "", false, "is not the TOML of a configuration"},
		"no hostname": {
			configuration("[auth.login]\nusername = \"alice\""), "", false,
			"DIR/configurations/default has no core.hostname: set it with `cray config set core hostname=",
		},
		"empty":            {configuration(""), "", false, "has no core.hostname"},
		"hostname is none": {configuration(`core.hostname = "https://me:` + secret + `@example.com"`), "", false, "core.hostname is not a host"},
		"nobody logged in": {configuration(`core.hostname = "h.example.com"`), "", true, "auth.login.username in DIR/configurations/default"},
		"user is a path":   {configuration("core.hostname = \"h.example.com\"\nauth.login.username = \"../../x\""), "", false, "is not a user's name"},
		"no token file": {
			map[string]string{token: "-"},
			"", true,
			"DIR/" + token + " cannot be read: no such file or directory: log in with `cray auth login`",
		},
		"garbage in the token's": {
			map[string]string{token: `{"access_token": ` + secret},
			"", false,
			"DIR/" + token + " holds neither a token nor the JSON of one",
		},
		"token file without one": {
			map[string]string{token: `{"refresh_token": "` + secret + `"}`},
			"", false,
			"DIR/" + token + " is JSON without access_token",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := crayFiles()
			for file, content := range test.files {
				files[file] = content
				if content == "-" {
					delete(files, file)
				}
			}
			home := crayHome(t, files)

			got, err := gateway.FindCrayLogin(test.name, environment("HOME", home))

			want := strings.ReplaceAll(test.want, "DIR", filepath.Join(home, ".config", "cray"))
			if err == nil || got != nil || errors.Is(err, fs.ErrNotExist) != test.absent ||
				!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret[:10]) {
				t.Errorf("got  %v (absent: %v)\nwant %s", err, errors.Is(err, fs.ErrNotExist), want)
			}
		})
	}
}

func TestFindCrayLogin_needsTheFolder(t *testing.T) {
	t.Parallel()
	home := crayHome(t, crayFiles())
	if _, err := gateway.FindCrayLogin("", environment()); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "CRAY_CONFIG_DIR") {
		t.Errorf("without variables: %v", err)
	}
	_, err := gateway.FindCrayLogin("", environment("HOME", home, "CRAY_CREDENTIALS", "/nowhere/token"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "/nowhere/token cannot be read") {
		t.Errorf("CRAY_CREDENTIALS: %v", err)
	}
}
