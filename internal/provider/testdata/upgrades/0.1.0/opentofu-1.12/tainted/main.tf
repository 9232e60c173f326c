terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}
provider "bos" {
  endpoint = "http://bos.example/apis/bos"
  preview = "auto"
}

resource "bos_session" "failed" {
  operation     = "boot"
  template_name = "broken"
}

resource "bos_session" "late" {
  operation     = "reboot"
  template_name = "green"
  timeouts      = { create = "1m" }
}
