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

resource "bos_session" "waited" {
  operation     = "reboot"
  template_name = "blue"

}

resource "bos_rolling_session" "interrupted" {
  name          = "interrupted"
  operation     = "reboot"
  template_name = "green"
  waves         = { size = 2, canary = 1 }
  depends_on    = [bos_session.waited]
}
