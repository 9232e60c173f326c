// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// crayBase is the environment variable that names the BOS that a played Cray CLI asks.
const crayBase = "PLAYED_CRAY_BOS"

// crayFolder is a folder with a program cray in it, to come first in PATH, which asks the simulated BOS. It is this test's program.
func crayFolder(t *testing.T, bos *sim) string {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\n%s=%s exec %s \"$@\"\n", crayBase, bos.URL, own)
	if err := os.WriteFile(filepath.Join(bin, "cray"), []byte(script), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return bin
}

// playCray is the program cray, as far as the documentation and the messages use it: it makes the request that the Cray CLI makes,
// and prints the answer as JSON, also without --format json, where the real one prints TOML.
func playCray(base string, args []string) (code int) {
	failed := func(err error) int { fmt.Fprintln(os.Stderr, "Error:", err); return 2 }
	request, err := crayRequest(args)
	if err != nil {
		return failed(err)
	}
	req, err := http.NewRequest(request.method, base+request.path, bytes.NewReader(request.body)) //nolint:noctx // the program ends with it
	if err != nil {
		return failed(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return failed(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s: %s", resp.Status, answer)
	}
	if err != nil {
		return failed(err)
	}
	var indented bytes.Buffer
	if len(answer) > 0 && json.Indent(&indented, answer, "", "  ") == nil {
		fmt.Println(strings.TrimSpace(indented.String()))
	}
	return 0
}

type crayCall struct {
	method, path string
	body         []byte
}

// crayNouns are the groups of commands in each version of the API, which are the paths of BOS, and the verbs that each has. (craycli,
// cray/modules/bos: commands are generated from BOS's OpenAPI; create and update of a template take a --file.)
var crayNouns = map[string][]string{
	"v1 session": {"list", "describe", "delete"}, "v1 sessiontemplate": {"list", "describe"},
	"v2 sessions": {"list", "describe", "delete"}, "v2 sessiontemplates": {"list", "describe", "create"},
	"v2 components": {"list", "describe"}, "v2 healthz": {"list"},
	"v1 session status": {"list"}, "v2 sessions status": {"list"},
}

// crayRequest returns the request that a command of the Cray CLI makes, given without the program's name.
func crayRequest(args []string) (call crayCall, err error) {
	var words []string
	options := url.Values{}
	for i := 0; i < len(args); i++ {
		name, option := strings.CutPrefix(args[i], "--")
		if !option {
			words = append(words, args[i])
			continue
		}
		if i++; i == len(args) {
			return call, fmt.Errorf("--%s: no value", name)
		}
		options.Set(name, args[i])
	}
	if len(words) < 4 || words[0] != "bos" {
		return call, fmt.Errorf("unknown command %q", words)
	}
	version, noun, rest := words[1], words[2], words[3:]
	status := rest[0] == "status"
	if status {
		noun, rest = noun+" status", rest[1:]
	}
	if len(rest) == 0 || !slices.Contains(crayNouns[version+" "+noun], rest[0]) {
		return call, fmt.Errorf("unknown command %q", words)
	}
	verb, names := rest[0], rest[1:]
	if format := options.Get("format"); format != "" && format != "json" && format != "toml" && format != "yaml" {
		return call, fmt.Errorf("unknown format %q", format)
	}
	options.Del("format")
	call = crayCall{method: http.MethodGet, path: "/" + version + "/" + strings.TrimSuffix(noun, " status")}
	switch {
	case verb == "list" && !status:
		names = append(names, "")
	case verb == "delete":
		call.method = http.MethodDelete
	case verb == "create":
		call.method = http.MethodPut
		call.body, err = os.ReadFile(options.Get("file"))
		options.Del("file")
	}
	if len(names) != 1 {
		return call, errors.Join(err, fmt.Errorf("%s takes one name: %q", verb, names))
	}
	if names[0] != "" {
		call.path += "/" + url.PathEscape(names[0])
	}
	if status {
		call.path += "/status"
	}
	return call, errors.Join(err, call.query(version+" "+noun+" "+verb, options))
}

// query adds the options that a list has.
func (c *crayCall) query(command string, options url.Values) error {
	known := map[string][]string{"v2 components list": {"ids", "session"}}
	for name := range options {
		if !slices.Contains(known[command], name) {
			return fmt.Errorf("%s has no option --%s", command, name)
		}
	}
	if len(options) > 0 {
		c.path += "?" + options.Encode()
	}
	return nil
}
