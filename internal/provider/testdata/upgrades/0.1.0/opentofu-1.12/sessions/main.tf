terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}
provider "bos" {
  endpoint = "http://bos.example/apis/bos"
  preview = "off"
}

resource "bos_session" "expired" {
  operation     = "boot"
  template_name = "blue"
}

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

resource "bos_session" "running" {
  operation           = "reboot"
  template_name       = "compute"
  limit               = "green"
  wait_for_completion = false
}
