terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}
provider "bos" {
  endpoint = "http://bos.example/apis/bos"
  api_version = "v1"
}

resource "bos_session" "defaults" {
  operation     = "reboot"
  template_name = "blue"
}

resource "bos_session" "every" {
  operation           = "reboot"
  template_name       = "compute"
  limit               = "green"
  triggers            = { image = "v1" }
  wait_for_completion = true
  max_failed_percent  = 12.5
  max_components      = 10
  on_failure          = "warn"
  on_missing          = "recreate"
  on_conflict         = "error"
  on_destroy          = "forget"
  timeouts            = { create = "90m", delete = "5m" }
}

resource "bos_session" "accepted" {
  operation     = "reboot"
  template_name = "broken"
  on_failure    = "warn"
}

resource "bos_session" "unproven" {
  operation     = "reboot"
  template_name = "red"
}

resource "bos_session" "running" {
  operation           = "reboot"
  template_name       = "green"
  wait_for_completion = false
}
