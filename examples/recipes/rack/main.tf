# Reboots all nodes of a cabinet, a chassis or a slot that BOS has a record of.

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

variable "xname" {
  description = "What to reboot: a cabinet (x3000), a chassis (x3000c0) or a slot (x3000c0s3)."
  type        = string
}

variable "run" {
  description = "Name of this run, such as a date. A new name starts the sessions again."
  type        = string
}

data "bos_components" "all" {}

resource "bos_session" "rack" {
  # One instance for each run. The limit of an instance stays what it was when the
  # instance was created, so a node that is added to the rack later starts nothing.
  for_each = toset(["${var.xname} ${var.run}"])

  operation     = "reboot"
  template_name = "compute"
  limit = provider::bos::limit(
    provider::bos::nodes_of(var.xname, data.bos_components.all.components), [],
  )

  lifecycle {
    ignore_changes = [limit]
  }
}
