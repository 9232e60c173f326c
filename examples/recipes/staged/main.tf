# Stages a reboot in the days before a maintenance, and applies it when the
# maintenance has begun.

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

variable "maintenance" {
  description = "Whether the maintenance has begun: nodes may reboot."
  type        = bool
  default     = false
}

variable "run" {
  description = "Name of this run, such as a date. A new name starts the sessions again."
  type        = string
}

# Touches no node.
resource "bos_session" "next" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  stage         = true
  triggers      = { run = var.run }
}

# Reboots the nodes.
resource "bos_staged_session_application" "now" {
  # While the session has not staged anything, the number of its nodes is unknown, and
  # the plan is an error: one apply never stages and applies.
  count = var.maintenance ? (bos_session.next.component_count > 0 ? 1 : 0) : 0

  components = bos_session.next.components
  triggers   = { session = bos_session.next.name }
}
