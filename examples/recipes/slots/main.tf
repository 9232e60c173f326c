# Reboots the nodes of some slots that are written as one expression.

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
provider "bos" {}

variable "run" {
  description = "Name of this run, such as a date. A new name starts the sessions again."
  type        = string
}

locals {
  # 16 nodes. A whole chassis may be x3000c0s[0-7]b[0-1]n[0-1], a whole cabinet
  # x3000c[0-7]s[0-7]b[0-1]n[0-1].
  nodes = provider::bos::expand_xnames("x3000c0s[1-4]b[0-3]n0")
}

resource "bos_session" "slots" {
  operation     = "reboot"
  template_name = "compute"
  limit         = provider::bos::limit(local.nodes, [])
  triggers      = { run = var.run }
}
