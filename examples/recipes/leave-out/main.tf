# Reboots all nodes, except those of a session that somebody else started and those
# that BOS is processing for any other session.

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

variable "theirs" {
  description = "Name of the session whose nodes are left out."
  type        = string
}

variable "run" {
  description = "Name of this run, such as a date. A new name starts the sessions again."
  type        = string
}

data "bos_session" "theirs" {
  name = var.theirs
}

data "bos_components" "busy" {
  enabled = true
}

resource "bos_session" "rest" {
  # One instance for each run. The limit of an instance stays what it was when the
  # instance was created: the nodes that are busy are others in each plan.
  for_each = toset(["${var.run} without ${var.theirs}"])

  operation     = "reboot"
  template_name = "compute"
  limit = provider::bos::limit("all", compact([
    data.bos_session.theirs.components,
    data.bos_components.busy.components,
  ]))

  lifecycle {
    ignore_changes = [limit]

    precondition {
      condition     = data.bos_session.theirs.components != ""
      error_message = "BOS has not set session ${var.theirs} up yet, or it has no nodes: there is nothing to leave out."
    }
  }
}
