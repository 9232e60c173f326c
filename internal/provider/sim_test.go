// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/provider"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// TestMain finds the engine that the tests drive, and keeps the user's own
// configuration out of them.
func TestMain(m *testing.M) {
	if base := os.Getenv(crayBase); base != "" {
		os.Exit(playCray(base, os.Args[1:]))
	}
	if os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		engine, err := exec.LookPath("terraform")
		if err != nil {
			engine, err = exec.LookPath("tofu")
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "no terraform and no tofu on PATH: run `make test`, which finds or builds an engine")
			os.Exit(1)
		}
		setenv("TF_ACC_TERRAFORM_PATH", engine)
	}
	if strings.HasPrefix(filepath.Base(os.Getenv("TF_ACC_TERRAFORM_PATH")), "tofu") {
		setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
		setenv("TF_ACC_PROVIDER_NAMESPACE", "hashicorp")
	}
	setenv("TF_CLI_CONFIG_FILE", os.DevNull)
	setenv("CHECKPOINT_DISABLE", "1")
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "BOS_") && name != "BOS_RECORDINGS" && !strings.HasPrefix(name, "BOS_SOAK_") {
			_ = os.Unsetenv(name)
		}
	}
	// The tests of forecasts turn them on: the others compare warnings and requests without them.
	setenv("BOS_PREVIEW", "off")
	for _, name := range []string{"CRAY_CONFIG", "CRAY_CREDENTIALS"} {
		_ = os.Unsetenv(name)
	}
	nobody, err := os.MkdirTemp("", "no-cray-cli")
	if err != nil {
		panic(err)
	}
	setenv("CRAY_CONFIG_DIR", nobody)
	programFolder, err = os.MkdirTemp("", "provider-programs")
	if err != nil {
		panic(err)
	}
	code := scripted.Run(m)
	_ = os.RemoveAll(nobody)
	_ = os.RemoveAll(programFolder)
	os.Exit(code)
}

// programFolder is where tests build the provider as a program.
var programFolder string

func setenv(name, value string) {
	if err := os.Setenv(name, value); err != nil {
		panic(err)
	}
}

// sim is a simulated system behind a real HTTP server, and the clock that it
// shares with the provider under test: the provider's waits move its time on.
type sim struct {
	*bossim.Server
	Clock *bossim.SteppedClock
	URL   string
	api   apiPaths // that the provider under test speaks

	arguments []string // of the provider, besides endpoint
}

// apiPaths are where one version of the API has what the tests look at.
type apiPaths struct {
	version         string
	start, sessions string // "/v2/sessions", and what begins the path of one
}

var (
	pathsV2 = apiPaths{version: "v2", start: "/v2/sessions", sessions: "/v2/sessions/"}
	pathsV1 = apiPaths{version: "v1", start: "/v1/session", sessions: "/v1/session/"}
)

// newSim starts BOS over 64 nodes (bossim.DefaultSystem), or what change makes of them.
func newSim(t *testing.T, change ...func(*bossim.Config)) *sim {
	t.Helper()
	clock := bossim.NewSteppedClock(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	config := bossim.Config{Clock: clock, System: bossim.DefaultSystem(64)}
	for _, f := range change {
		f(&config)
	}
	server, err := bossim.New(config)
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	return &sim{Server: server, Clock: clock, URL: listener.URL, api: pathsV2}
}

// csm15 is the last release of BOS with v1 of the API; it has v2, too.
const csm15 = "2.10.34"

// newV1 is newSim for a provider that speaks v1, of CSM 1.5 unless change says another release.
func newV1(t *testing.T, change ...func(*bossim.Config)) *sim {
	t.Helper()
	s := newSim(t, append([]func(*bossim.Config){release(csm15)}, change...)...)
	s.api = pathsV1
	return s
}

func release(version string) func(*bossim.Config) {
	return func(c *bossim.Config) { c.Version = version }
}

// withTenant adds a tenant of 16 nodes with two templates of its own, of which
// "blue" is the name of somebody else's too.
func withTenant(c *bossim.Config) {
	c.System.Tenants = map[string][]string{"vcluster-blue": bossim.NodeNames(16)}
	for _, name := range []string{"theirs", "blue"} {
		c.System.Templates = append(c.System.Templates, fmt.Appendf(nil, `{
			"name": %q, "tenant": "vcluster-blue",
			"boot_sets": {"compute": {"arch": "X86", "type": "s3", "path": "s3://boot-images/1/manifest.json", "node_roles_groups": ["Compute"]}}}`, name))
	}
}

// factories serve the provider to the engine, living in the simulation's time.
func (s *sim) factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"bos": providerserver.NewProtocol6WithError(provider.New("test", provider.WithClock(s.Clock))()),
	}
}

// testConfig is a configuration whose provider speaks to the simulation.
func (s *sim) testConfig(body string) string {
	return s.provider() + body
}

// provider is the block that configures the provider for the simulation.
func (s *sim) provider(arguments ...string) string {
	arguments = slices.Concat([]string{fmt.Sprintf("endpoint = %q", s.URL)}, s.arguments, arguments)
	if s.api != pathsV2 {
		arguments = append(arguments, fmt.Sprintf("api_version = %q", s.api.version))
	}
	return "provider \"bos\" {\n  " + strings.Join(arguments, "\n  ") + "\n}\n"
}

// sent checks how many sessions BOS has started in all, and by how many POSTs.
func (s *sim) sent(started, posts int) func(*terraform.State) error {
	return func(*terraform.State) error { return s.sentError(started, posts) }
}

func (s *sim) sentError(started, posts int) error {
	if got := s.SessionsStarted(); got != started {
		return fmt.Errorf("sessions started: %d, want %d\n%s", got, started, s.log())
	}
	if got := s.Count("POST", s.api.start); got != posts {
		return fmt.Errorf("POSTs of a session: %d, want %d\n%s", got, posts, s.log())
	}
	return nil
}

// wantSent is sent at the end of a test.
func (s *sim) wantSent(t *testing.T, started, posts int) {
	t.Helper()
	if err := s.sentError(started, posts); err != nil {
		t.Error(err)
	}
}

// log is every request so far, a line each.
func (s *sim) log() string {
	var b strings.Builder
	for _, r := range s.Requests() {
		fmt.Fprintf(&b, "  %s %s %s\n", r.Time.Format(time.TimeOnly), r.Method, r.Path)
	}
	return b.String()
}

// started starts a session behind the provider's back, as an operator does.
func (s *sim) started(t *testing.T, tenant, name, body string) {
	t.Helper()
	s.sends(t, http.MethodPost, "/v2/sessions", tenant, `{"name": "`+name+`", `+body+`}`)
}

// patch changes something behind the provider's back.
func (s *sim) patch(t *testing.T, path, body string) {
	t.Helper()
	s.sends(t, http.MethodPatch, path, "", body)
}

func (s *sim) sends(t *testing.T, method, path, tenant, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if tenant != "" {
		req.Header.Set("Cray-Tenant-Name", tenant)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s: %s", method, path, resp.Status)
	}
}
