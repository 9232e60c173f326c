# Reboots two nodes, and all others only if these two came up.

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
  canary = ["x3000c0s1b0n0", "x3000c0s5b0n0"]
}

resource "bos_session" "canary" {
  operation     = "reboot"
  template_name = "compute"
  limit         = provider::bos::limit(local.canary, [])
  triggers      = { run = var.run }
}

resource "bos_session" "rest" {
  depends_on = [bos_session.canary]

  operation          = "reboot"
  template_name      = "compute"
  limit              = provider::bos::limit("all", local.canary)
  max_failed_percent = 5
  triggers           = { run = var.run }
}
