# Reboots a group, and in a second apply those of its nodes that failed.

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

variable "retry" {
  description = "Whether to reboot the failed nodes of the first session once more."
  type        = bool
  default     = false
}

resource "bos_session" "first" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "yellow"
  on_failure    = "warn"
  triggers      = { run = var.run }
}

resource "bos_session" "retry" {
  # Without var.retry, nothing is read of an outcome that is not known yet.
  count = var.retry ? (bos_session.first.outcome.failed > 0 ? 1 : 0) : 0

  operation     = "reboot"
  template_name = "compute"
  limit         = bos_session.first.outcome.failed_nodes
  triggers      = { first = bos_session.first.name }
}

output "result" {
  value = bos_session.first.result
}

output "failed_nodes" {
  value = bos_session.first.outcome.failed_nodes
}
