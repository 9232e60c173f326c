terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}
provider "bos" {
  endpoint = "http://bos.example/apis/bos"
  preview = "strict"
}

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
