// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What BOS of a release, or with an older HSM, will do is said before it does it.
func TestForecast_releases(t *testing.T) {
	for _, row := range []struct {
		name, preview string
		change        []func(*bossim.Config)
		code          int
		says          []string
	}{
		{
			"2.50, SMD 2.44, auto", "auto",
			[]func(*bossim.Config){smd244},
			0,
			[]string{"BOS will fail: reboot of template blue", "BOS 2.50.0 would end the session at once", "locks/status"},
		},
		{"2.50, SMD 2.44, strict", "strict", []func(*bossim.Config){smd244}, 1, []string{"BOS 2.50.0 would end the session", "locks/status"}},
		{"2.46, SMD 2.44", "strict", []func(*bossim.Config){smd244, release("2.46.0")}, 0, []string{"16 nodes: reboot of template blue"}},
		{
			"a controller in a group, 2.50", "auto",
			[]func(*bossim.Config){withController},
			0,
			[]string{"16 of 17 nodes: reboot of template blue", "members that are not nodes: group `blue`", "without a record in BOS: x3000c0s1b0"},
		},
		{
			"a controller in a group, 2.39", "auto",
			[]func(*bossim.Config){withController, release("2.39.0")},
			0,
			[]string{"(it will hang)", "BOS 2.39.0 has no record of x3000c0s1b0, and would keep the session pending for ever"},
		},
		{
			"a newer release, auto", "auto",
			[]func(*bossim.Config){release("2.51.0")},
			0,
			[]string{"Unknown nodes: reboot of template blue", "The rules by which BOS 2.51.0 picks nodes are not known"},
		},
		{"a newer release, strict", "strict", []func(*bossim.Config){release("2.51.0")}, 1, []string{"not known exactly", "BOS 2.51.0"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			bos := foreseen(t, row.preview, row.change...)
			tf := newEngine(t, bos)
			tf.write(blueSession)

			says(t, tf.exits(row.code, "plan"), row.says...)
			bos.wantSent(t, 0, 0)
		})
	}
}

// withController is a system whose group blue has a member that is no node.
func withController(c *bossim.Config) {
	c.System.Components = append(c.System.Components, []byte(`{"ID": "x3000c0s1b0", "Type": "NodeBMC", "State": "On", "Enabled": true, "Arch": "X86"}`))
	c.System.Groups["blue"] = append(c.System.Groups["blue"], "x3000c0s1b0")
}

// emptied is a system whose group blue exists and has no members.
func emptied(c *bossim.Config) { c.System.Groups["blue"] = nil }

func smd244(c *bossim.Config) { c.SMD = "2.44.0" }

// HSM may be elsewhere, and the argument goes before the environment.
func TestForecast_hsmEndpoint(t *testing.T) {
	bos, other := foreseen(t, "auto"), foreseen(t, "auto")
	hsm := func(s *sim) string { return strings.TrimSuffix(s.URL, "/apis/bos") + "/hsm/v2" }
	tf := newEngine(t, bos)
	bos.arguments = append(bos.arguments, fmt.Sprintf("hsm_endpoint = %q", hsm(other)))
	t.Setenv("BOS_HSM_ENDPOINT", hsm(bos))
	tf.write(blueSession)

	says(t, tf.must("plan"), "16 nodes: reboot of template blue", hsm(other))

	bos.wantHSM(t, 0)
	other.wantHSM(t, 3)
}

// Where no endpoint of HSM follows from that of BOS, the plan says so.
func TestForecast_noEndpoint(t *testing.T) {
	bos := foreseen(t, "auto")
	bos.URL = strings.TrimSuffix(bos.URL, "/apis/bos")
	tf := newEngine(t, bos)
	tf.write(blueSession)

	says(t, tf.must("plan"), "Unknown nodes: reboot of template blue", "Set hsm_endpoint (BOS_HSM_ENDPOINT)")

	bos.wantHSM(t, 0)
}

func TestForecast_badArguments(t *testing.T) {
	bos := newSim(t)
	for _, row := range []struct{ argument, says string }{
		{`preview = "on"`, "use one of `auto`, `strict`, `off`"},
		{`preview = ""`, "The value is empty"},
		{`preview = "Strict"`, "write `strict`"},
		{`hsm_endpoint = ""`, "Invalid HSM endpoint"},
		{`hsm_endpoint = "api.example.com"`, "https://"},
		{`hsm_endpoint = "https://api.example.com/apis/smd"`, "v2"},
		{`hsm_endpoint = "https://user:secret@api.example.com/apis/smd/hsm/v2"`, "user name or password"},
	} {
		tf := newEngine(t, bos)
		tf.configure(bos.provider(row.argument) + blueSession)
		output := tf.exits(1, "plan")
		says(t, output, row.says)
		if strings.Contains(output, "secret") && !strings.Contains(row.says, "user") {
			t.Errorf("%s: a secret is shown:\n%s", row.argument, output)
		}
	}
}
