# Sessions whose plan a policy judges. With preview = "strict", the nodes are part of
# the plan.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

# BOS_ENDPOINT and the token come from the environment.
provider "bos" {
  preview = "strict"
}

resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue,!x3000c0s1b0n0"
}

resource "bos_session" "green" {
  depends_on = [bos_session.blue]

  operation     = "reboot"
  template_name = "compute"
  limit         = "green"
}
