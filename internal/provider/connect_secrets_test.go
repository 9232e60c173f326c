// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// allSources uses every source of tokens side by side. The variables are ephemeral:
// Terraform itself writes all others, sensitive ones too, into a saved plan.
const allSources = `
	variable "token" {
	  type      = string
	  ephemeral = true
	}
	variable "client_secret" {
	  type      = string
	  ephemeral = true
	}
	variable "proxy_url" {
	  type      = string
	  ephemeral = true
	}
	provider "bos" {
	  alias     = "token"
	  token     = var.token
	  proxy_url = var.proxy_url
	}
	provider "bos" {
	  alias      = "file"
	  token_file = %q
	  proxy_url  = var.proxy_url
	}
	provider "bos" {
	  alias              = "account"
	  client_credentials = { client_id = "` + secretClient + `", client_secret = var.client_secret }
	  proxy_url          = var.proxy_url
	}
	provider "bos" {
	  alias     = "login"
	  cray_cli  = true
	  proxy_url = var.proxy_url
	}
`

// wrongSources are connections that fail, each in its way, before or at BOS.
const wrongSources = `
	variable "wrong_token" {
	  type      = string
	  ephemeral = true
	}
	variable "wrong_secret" {
	  type      = string
	  ephemeral = true
	}
	variable "wrong_proxy" {
	  type      = string
	  ephemeral = true
	}
	provider "bos" {
	  alias = "wrong_token"
	  token = var.wrong_token
	}
	provider "bos" {
	  alias              = "wrong_secret"
	  client_credentials = { client_id = "` + secretClient + `", client_secret = var.wrong_secret }
	}
	provider "bos" {
	  alias     = "wrong_proxy"
	  token     = var.wrong_token
	  proxy_url = var.wrong_proxy
	}
`

// sessionsOf is a session on a node of its own for each of the providers.
func sessionsOf(aliases ...string) string {
	var b strings.Builder
	for i, alias := range aliases {
		fmt.Fprintf(&b, "resource \"bos_session\" %q {\n provider = bos.%[1]s\n operation = \"boot\"\n template_name = \"compute\"\n limit = %[2]q\n}\n", alias, bossim.NodeNames(64)[i])
	}
	return b.String()
}

// Every secret that the provider is given, or gets, or sends: none of them is in
// what a whole life with all logs on leaves behind.
func TestConnect_secretsStayOut(t *testing.T) {
	provider := install(t, releases[0])
	t.Run("by the configuration", func(t *testing.T) { t.Parallel(); secretsInConfiguration(t, provider) })
	t.Run("BOS_TOKEN", func(t *testing.T) {
		t.Parallel()
		secretsInVariables(t, provider, 1, func(r *secretRun) []string {
			token := r.gate.issue(t, "alice").AccessToken
			r.secrets = append(r.secrets, token)
			return []string{"BOS_TOKEN=" + token}
		})
	})
	t.Run("BOS_CLIENT_SECRET", func(t *testing.T) {
		t.Parallel()
		secretsInVariables(t, provider, 0, func(*secretRun) []string {
			return []string{"BOS_CLIENT_ID=" + secretClient, "BOS_CLIENT_SECRET=" + oddSecret}
		})
	})
}

func secretsInConfiguration(t *testing.T, provider installed) {
	t.Helper()
	r := newSecretRun(t, provider)
	token, filed := r.gate.issue(t, "alice").AccessToken, r.gate.issue(t, "alice").AccessToken
	login := r.gate.login(t, "alice")
	login.Token.Issued = time.Now().Add(-2 * time.Duration(login.Token.ExpiresIn) * time.Second) // so that it is renewed at once
	home := t.TempDir()
	if err := login.Write(home); err != nil {
		t.Fatal(err)
	}
	r.secrets = append(r.secrets, token, filed, login.Token.AccessToken, login.Token.RefreshToken)
	r.env = append(r.env, "CRAY_CONFIG_DIR="+home, "TF_VAR_token="+token, "TF_VAR_client_secret="+oddSecret, "TF_VAR_proxy_url="+r.proxy.url(oddPassword),
		"TF_VAR_wrong_token="+wrongToken, "TF_VAR_wrong_secret="+wrongSecret, "TF_VAR_wrong_proxy="+r.proxy.url(wrongProxy))
	sources := fmt.Sprintf(allSources, file(t, filed))
	r.write(sources + sessionsOf("token", "file", "account", "login"))

	r.does(0, "plan", "-out=saved")
	r.does(0, "show", "-json", "saved")
	r.does(0, "apply", "saved")
	r.does(0, "show", "-json")
	r.gate.wantSent(t, 4, 4)
	if grants := r.gate.grants(); !slices.Contains(grants, "client_credentials 200") || !slices.Contains(grants, "refresh_token 200") {
		t.Errorf("token requests: %q", grants)
	}

	r.write(sources + wrongSources + sessionsOf("token", "file", "account", "login", "wrong_token", "wrong_secret", "wrong_proxy"))
	output := r.does(1, "apply", "-auto-approve")
	says(t, output, "403 Forbidden: Unauthorized Request", "401 Unauthorized: unauthorized_client", "407 Proxy Authentication Required")
	r.does(0, "refresh")
	r.does(0, "destroy", "-auto-approve")
	r.gate.wantSent(t, 4, 4)

	r.wantNoSecret(map[string]string{
		"trace.log": strings.TrimPrefix(r.gate.Host, "https://"), "printed": secretClient, "terraform.tfstate.backup": `"bos_session"`,
		"saved:tfplan": bossim.NodeNames(1)[0], "saved:tfconfig/m-/main.tf": "var.client_secret",
	})
	if passed, refused := r.proxy.counted(); passed == 0 || refused == 0 {
		t.Errorf("the proxy let %d requests through and refused %d", passed, refused)
	}
}

// secretsInVariables is a life whose configuration holds nothing of the connection. code is how a plan ends
// after the token was revoked.
func secretsInVariables(t *testing.T, provider installed, code int, set func(*secretRun) []string) {
	t.Helper()
	r := newSecretRun(t, provider)
	r.env = append(r.env, append(set(r), "BOS_PROXY_URL="+r.proxy.url(oddPassword))...)
	r.write("provider \"bos\" {}\n" + sessionWith(""))

	r.does(0, "plan", "-out=saved")
	r.does(0, "apply", "saved")
	r.gate.RevokeAll()
	r.does(code, "plan") // with a new token, where there is one
	r.env = append(r.env, "BOS_PROXY_URL="+r.proxy.url(wrongProxy))
	r.does(1, "destroy", "-auto-approve")
	r.gate.wantSent(t, 1, 1)

	r.wantNoSecret(map[string]string{"trace.log": strings.TrimPrefix(r.gate.Host, "https://")})
}

// What the engine writes by itself, as the guide says: a saved plan holds the values
// of variables that are not ephemeral, sensitive or not.
func TestConnect_savedPlanOfVariables(t *testing.T) {
	g := newGateway(t)
	tf := g.realEngine(t)
	token := g.issue(t, "alice").AccessToken
	tf.env = append(tf.env, "TF_VAR_token="+token)
	held := func(more string) bool {
		tf.configure(g.config("token = var.token", "variable \"token\" {\n type = string\n sensitive = true\n"+more+"\n}\n"+oneVersion))
		tf.must("plan", "-out=saved")
		content, err := os.ReadFile(filepath.Join(tf.dir, "saved"))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range unzipped(t, content) {
			if strings.Contains(string(part), token) {
				return true
			}
		}
		return false
	}

	if !held("") {
		t.Error("a saved plan does not hold a sensitive variable: the guide says so")
	}
	if held("ephemeral = true") {
		t.Error("a saved plan holds an ephemeral variable")
	}
}
