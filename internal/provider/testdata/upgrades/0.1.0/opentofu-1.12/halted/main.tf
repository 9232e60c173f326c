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

resource "bos_rolling_session" "halted" {
  name          = "halted"
  operation     = "reboot"
  template_name = "blue"
  waves         = { size = 2 }
}
