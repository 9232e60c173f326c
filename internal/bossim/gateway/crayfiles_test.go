// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	return string(content)
}

func TestCrayFiles_write(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.TokenLife = 5 * time.Minute })
	token, err := r.Issue("tina")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := gateway.CrayFiles{
		Configuration: "blue", Hostname: "https://api-gw.cmn.example:8443", Tenant: "vcluster-blue",
		Username: "tina.smith", Token: token,
	}
	if err := files.Write(dir); err != nil {
		t.Fatal(err)
	}

	base := filepath.Join(dir, ".config", "cray")
	if got := read(t, filepath.Join(base, "active_config")); got != "blue" {
		t.Errorf("active_config: %q", got)
	}
	want := "[core]\nhostname = \"https://api-gw.cmn.example:8443\"\ntenant = " +
		"\"vcluster-blue\"\n\n[auth.login]\nusername = \"tina.smith\"\n"
	if got := read(t, filepath.Join(base, "configurations", "blue")); got != want {
		t.Errorf("the configuration:\n%s", got)
	}
	path := filepath.Join(base, "tokens", "api_gw_cmn_example:8443.tina_smith")
	if files.TokenFile(dir) != path {
		t.Error(files.TokenFile(dir))
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(read(t, path)), &got); err != nil {
		t.Fatal(err)
	}
	for field, value := range map[string]any{
		"access_token": token.AccessToken, "refresh_token": token.RefreshToken, "expires_in": 300.0,
		"expires_at": float64(start.Unix() + 300), "client_id": "shasta", "token_type": "Bearer",
	} {
		if got[field] != value {
			t.Errorf("%s: %v", field, got[field])
		}
	}
	if scopes, isList := got["scope"].([]any); !isList || len(scopes) != 2 {
		t.Errorf("scope: %v", got["scope"])
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token's mode: %v %v", info.Mode(), err)
	}
}

func TestCrayFiles_notLoggedIn(t *testing.T) {
	dir := t.TempDir()
	files := gateway.CrayFiles{Hostname: "https://api.cmn.example", Username: "alice"}
	if err := files.Write(dir); err != nil {
		t.Fatal(err)
	}

	if got := read(t, filepath.Join(files.Dir(dir), "active_config")); got != "default" {
		t.Errorf("active_config: %q", got)
	}
	if _, err := os.Stat(files.TokenFile(dir)); !os.IsNotExist(err) {
		t.Errorf("there is a token: %v", err)
	}
}
