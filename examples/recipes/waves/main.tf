# Reboots three groups, one after the other. Each waits for the one before it.

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

resource "bos_session" "first" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  triggers      = { run = var.run }
}

resource "bos_session" "second" {
  depends_on = [bos_session.first]

  operation     = "reboot"
  template_name = "compute"
  limit         = "green"
  triggers      = { run = var.run }
}

resource "bos_session" "third" {
  depends_on = [bos_session.second]

  operation     = "reboot"
  template_name = "compute"
  limit         = "red"
  triggers      = { run = var.run }
}
