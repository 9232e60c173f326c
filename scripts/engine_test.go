// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"path/filepath"
	"strings"
	"testing"
)

const (
	terraform110 = "Terraform v1.10.5"
	terraform111 = "Terraform v1.11.4"
	terraform116 = "Terraform v1.16.4"
	tofu110      = "OpenTofu v1.10.7"
	tofu112      = "OpenTofu v1.12.6"
)

func TestEngine_isFoundInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		onPath map[string]string // program → what it answers to `version`
		choice string            // ENGINE
		named  string            // TF_ACC_TERRAFORM_PATH, a program of onPath
		want   string            // base name of the program
		note   string            // part of what is said about it
	}{
		"terraform before tofu": {
			onPath: map[string]string{"terraform": terraform111, "tofu": tofu112},
			want:   "terraform",
		},
		"the named one before terraform": {
			onPath: map[string]string{"terraform": terraform111, "mine": tofu112},
			named:  "mine", want: "mine",
		},
		"tofu without terraform": {
			onPath: map[string]string{"tofu": tofu112},
			want:   "tofu",
		},
		"tofu instead of an old terraform": {
			onPath: map[string]string{"terraform": terraform110, "tofu": tofu112},
			want:   "tofu", note: "it is Terraform 1.10.5, older than 1.11.",
		},
		"tofu instead of another program called terraform": {
			onPath: map[string]string{"terraform": "terraform, a game", "tofu": tofu112},
			want:   "tofu", note: "does not answer `version`",
		},
		"a pre-release": {
			onPath: map[string]string{"terraform": "Terraform v1.15.0-beta1"},
			want:   "terraform",
		},
		"a version 2": {
			onPath: map[string]string{"terraform": "Terraform v2.0.0"},
			want:   "terraform",
		},
		"tofu on demand": {
			onPath: map[string]string{"terraform": terraform111, "tofu": tofu112},
			choice: "tofu", want: "tofu",
		},
		"terraform on demand, before the named one": {
			onPath: map[string]string{"terraform": terraform111, "mine": tofu112},
			choice: "terraform", named: "mine", want: "terraform",
		},
		"a terraform that knows all kinds of schemas": {
			onPath: map[string]string{"terraform": terraform116, "tofu": tofu112},
			choice: "schemas", want: "terraform",
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			for program, version := range c.onPath {
				b.putEngine(program, version)
			}
			b.env["ENGINE"] = c.choice
			if c.named != "" {
				b.env["TF_ACC_TERRAFORM_PATH"] = filepath.Join(b.bin, c.named)
			}

			got := b.run("engine")

			if want := filepath.Join(b.bin, c.want) + "\n"; got.code != 0 || got.stdout != want {
				t.Errorf("code %d, stdout %q, want %q\n%s", got.code, got.stdout, want, got.stderr)
			}
			if !strings.Contains(got.stderr, c.note) {
				t.Errorf("it says %q, without %q", got.stderr, c.note)
			}
			if c.note == "" && got.stderr != "" {
				t.Errorf("it says %q where nothing is to be said", got.stderr)
			}
		})
	}
}

func TestEngine_isBuiltWhereThereIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		onPath map[string]string
		choice string
		want   string // base name of the program that is built
		note   string
	}{
		"nothing on PATH":            {nil, "", "tofu", "no terraform and no tofu on PATH"},
		"all on PATH is old":         {map[string]string{"terraform": terraform110, "tofu": tofu110}, "", "tofu", "it is OpenTofu 1.10.7"},
		"tofu on demand":             {map[string]string{"terraform": terraform111}, "tofu", "tofu", "Building OpenTofu"},
		"our own tofu on demand":     {map[string]string{"tofu": tofu112}, "built-tofu", "tofu", "Building OpenTofu"},
		"our own Terraform":          {map[string]string{"terraform": terraform111}, "built-terraform", "terraform", "Building Terraform"},
		"a Terraform for the schema": {map[string]string{"terraform": terraform111}, "schemas", "terraform", "it is Terraform 1.11.4, older than 1.14."},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			for program, version := range c.onPath {
				b.putEngine(program, version)
			}
			b.env["ENGINE"] = c.choice
			builds := b.putGo()

			got := b.run("engine")

			path := strings.TrimSuffix(got.stdout, "\n")
			if got.code != 0 || filepath.Base(path) != c.want || !strings.HasPrefix(path, b.home) {
				t.Errorf("code %d, stdout %q, want a %s under %s\n%s", got.code, got.stdout, c.want, b.home, got.stderr)
			}
			if !strings.Contains(got.stderr, c.note) {
				t.Errorf("it says %q, without %q", got.stderr, c.note)
			}
			if n := builds(); n != 1 {
				t.Errorf("%d builds, want 1", n)
			}
		})
	}
}

func TestEngine_refuses(t *testing.T) {
	for name, c := range map[string]struct {
		choice, named string
		want          string
	}{
		"a path with nothing":       {"/nowhere/terraform", "", "ENGINE: there is no program at /nowhere/terraform"},
		"a named path with nothing": {"", "/nowhere/tofu", "TF_ACC_TERRAFORM_PATH: there is no program at /nowhere/tofu"},
		"a word":                    {"pulumi", "", "say terraform, tofu, built-tofu"},
		"an old one that is named":  {"", "BIN/terraform", "is Terraform 1.10.5, older than 1.11"},
		"an old one on demand":      {"terraform", "", "no terraform of 1.11 or newer on PATH"},
		"another program":           {"BIN/ls", "", "does not answer `version`"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			b.putEngine("terraform", terraform110)
			b.env["ENGINE"] = strings.Replace(c.choice, "BIN", b.bin, 1)
			b.env["TF_ACC_TERRAFORM_PATH"] = strings.Replace(c.named, "BIN", b.bin, 1)

			got := b.run("engine", "echo", "it ran")

			if got.code == 0 || got.stdout != "" || !strings.Contains(got.stderr, c.want) {
				t.Errorf("code %d, stdout %q, stderr %q, want %q", got.code, got.stdout, got.stderr, c.want)
			}
		})
	}
}

func TestEngine_givesItsCommandTheEnvironmentOfTheTests(t *testing.T) {
	show := `echo "$TF_ACC $TF_CLI_CONFIG_FILE $CHECKPOINT_DISABLE ${TF_ACC_PROVIDER_HOST-none} ${TF_ACC_PROVIDER_NAMESPACE-none} ${TF_CLI_ARGS-none} $TF_ACC_TERRAFORM_PATH"`
	for name, c := range map[string]struct{ program, version, want string }{
		"Terraform": {"terraform", terraform111, "1 /dev/null 1 none none none "},
		"OpenTofu":  {"tofu", tofu112, "1 /dev/null 1 registry.opentofu.org hashicorp none "},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t)
			path := b.putEngine(c.program, c.version)
			b.env["TF_CLI_ARGS"] = "-no-color"
			b.env["TF_CLI_CONFIG_FILE"] = "/home/user/.terraformrc"
			b.env["TF_ACC_PROVIDER_HOST"] = "registry.example.com"
			if c.program == "terraform" {
				b.env["TF_ACC_PROVIDER_NAMESPACE"] = "example"
			}

			got := b.run("engine", "bash", "-c", show)

			if want := c.want + path + "\n"; got.stdout != want {
				t.Errorf("environment %q, want %q", got.stdout, want)
			}
		})
	}
}

func TestEngine_passesOnTheExitCode(t *testing.T) {
	b := newBox(t)
	b.putEngine("terraform", terraform111)

	got := b.run("engine", "bash", "-c", "exit 7")

	if got.code != 7 {
		t.Errorf("code %d, want 7", got.code)
	}
}
