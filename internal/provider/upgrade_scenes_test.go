// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import "testing"

// upgradeScene is how a state comes about that testdata/upgrades keeps for each version. A later version of the provider
// adds to the configurations what it adds to the resources; what is stored of earlier ones stays as it is.
type upgradeScene struct {
	name      string
	release   string // of BOS
	api       apiPaths
	arguments []string // of the provider
	failing   []string // nodes, besides those of the default
	play      func(*testing.T, *sim, *engine)
	expected  expectedPlan
}

var upgradeScenes = []upgradeScene{
	{name: "sessions", play: playSessions, arguments: []string{`preview = "off"`}},
	{name: "strict", play: playStrict, arguments: []string{`preview = "strict"`}},
	{name: "templates", play: playTemplates, arguments: []string{`preview = "off"`}},
	{name: "others", play: playOthers, arguments: []string{`preview = "off"`}},
	{name: "v1", play: playV1, release: csm15, api: pathsV1},
	{
		name: "template-v1", play: playTemplateV1, release: csm15, api: pathsV1,
		expected: expectedPlan{DestroyError: "Unable to plan the deletion of the session template"},
	},
	{
		name: "tainted", play: playTainted, arguments: []string{`preview = "auto"`},
		expected: expectedPlan{
			Changes: map[string]string{"bos_session.failed": doReplace, "bos_session.late": doReplace}, Starts: 2,
			ApplyError: "Unable to boot 2 of 2 nodes",
		},
	},
	{
		name: "interrupted", play: playInterrupted, arguments: []string{`preview = "auto"`},
		expected: expectedPlan{
			Changes: map[string]string{"bos_session.waited": doUpdate, "bos_rolling_session.interrupted": doUpdate}, Starts: 1,
		},
	},
	{
		name: "halted", play: playHalted, arguments: []string{`preview = "auto"`}, failing: []string{"x3000c0s1b1n0"},
		expected: expectedPlan{Error: "BOS knows sessions of this name", DestroyError: "BOS knows sessions of this name"},
	},
}

// theirs are sessions that somebody else has started.
func (s *sim) theirs(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		s.started(t, "", name, `"operation": "reboot", "template_name": "compute", "limit": "green"`)
		s.Clock.Advance(oneHour)
	}
}

const (
	expiredSession = `
resource "bos_session" "expired" {
  operation     = "boot"
  template_name = "blue"
}
`
	everySession = `
resource "bos_session" "defaults" {
  operation     = "reboot"
  template_name = "blue"
}

resource "bos_session" "every" {
  name                = "every"
  operation           = "reboot"
  template_name       = "compute"
  limit               = "blue,!x3000c0s1b0n0"
  stage               = false
  include_disabled    = true
  triggers            = { image = "v1", reason = "maintenance" }
  wait_for_completion = true
  max_failed_percent  = 12.5
  max_components      = 10
  on_failure          = "warn"
  on_missing          = "recreate"
  on_conflict         = "adopt"
  on_destroy          = "cancel"
  timeouts            = { create = "90m", delete = "5m" }
}

resource "bos_session" "prefixed" {
  name_prefix   = "nightly-"
  operation     = "reboot"
  template_name = "compute"
  limit         = "x3000c0s1b1n0,x3000c0s1b2n0"
  on_destroy    = "forget"
}

resource "bos_session" "accepted" {
  operation     = "reboot"
  template_name = "broken"
  on_failure    = "warn"
}

resource "bos_session" "all" {
  operation          = "reboot"
  template_name      = "compute"
  max_failed_percent = 50
}

resource "bos_session" "tenant" {
  tenant        = "vcluster-blue"
  operation     = "reboot"
  template_name = "theirs"
}

resource "bos_session" "adopted" {
  name          = "theirs-1"
  operation     = "reboot"
  template_name = "compute"
  limit         = "green"
  on_conflict   = "adopt"
}

resource "bos_session" "imported" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "green"
}

resource "bos_session" "staged" {
  operation     = "boot"
  template_name = "green"
  limit         = "x3000c0s2b0n0"
  stage         = true
}

resource "bos_staged_session_application" "defaults" {
  components = bos_session.staged.components
}

resource "bos_session" "staged_too" {
  operation     = "boot"
  template_name = "green"
  limit         = "x3000c0s2b1n0,x3000c0s2b2n0"
  stage         = true
}

resource "bos_staged_session_application" "every" {
  components = bos_session.staged_too.components
  triggers   = { session = bos_session.staged_too.name }
}
`
	runningSession = `
resource "bos_session" "running" {
  operation           = "reboot"
  template_name       = "compute"
  limit               = "green"
  wait_for_completion = false
}
`
)

// playSessions comes to sessions in each of their ends. BOS has cleaned up the record of the first.
func playSessions(t *testing.T, bos *sim, tf *engine) {
	t.Helper()
	tf.write(expiredSession)
	tf.must("apply", "-auto-approve")
	bos.Clock.Advance(2 * oneWeek)
	bos.theirs(t, "theirs-1", "theirs-2")
	bos.clearsStage(t)
	tf.write(expiredSession + everySession)
	tf.must("import", "bos_session.imported", "theirs-2")
	tf.must("apply", "-auto-approve")
	tf.write(expiredSession + everySession + runningSession)
	tf.must("apply", "-auto-approve")
}

// playStrict comes to sessions and rollouts whose plans had a forecast.
func playStrict(t *testing.T, _ *sim, tf *engine) {
	t.Helper()
	tf.write(`
resource "bos_session" "strict" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue,!x3000c0s1b0n0"
}

resource "bos_rolling_session" "defaults" {
  name          = "defaults"
  operation     = "reboot"
  template_name = "blue"
  waves         = { size = 3 }
}

resource "bos_rolling_session" "every" {
  name               = "every"
  operation          = "reboot"
  template_name      = "compute"
  limit              = "green"
  include_disabled   = true
  waves              = { percent = 50, canary = 1, by = "none", pause = "1m" }
  triggers           = { image = "v1" }
  max_failed_percent = 10
  max_components     = 20
  on_failure         = "warn"
  on_destroy         = "cancel"
  timeouts           = { create = "90m", delete = "5m" }
}

resource "bos_rolling_session" "failed" {
  name          = "failed"
  operation     = "reboot"
  template_name = "broken"
  waves         = { size = 1 }
  on_failure    = "warn"
}
`)
	tf.must("apply", "-auto-approve")
}
