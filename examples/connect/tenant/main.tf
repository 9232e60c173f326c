terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

provider "bos" {
  tenant     = "vcluster-blue"
  token_file = pathexpand("~/.bos-token")
}

resource "bos_session" "ours" {
  operation     = "reboot"
  template_name = "blue"

  # A tenant's administrator may start sessions, and may not delete them.
  on_destroy = "forget"
}
