# Shuts a group down before work on its power supply, and boots the same nodes after it.

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

variable "work" {
  description = "Name of this work, such as a date. A new name shuts the nodes down again."
  type        = string
}

# There is no default: each command has to say it.
variable "phase" {
  description = "What is done now: shutdown, or boot when the power is back."
  type        = string

  validation {
    condition     = contains(["shutdown", "boot"], var.phase)
    error_message = "The phase is shutdown or boot."
  }
}

resource "bos_session" "down" {
  operation     = "shutdown"
  template_name = "compute"
  limit         = "blue"
  triggers      = { work = var.work }

  # A shutdown that failed is not run again by the phase boot. In the phase shutdown it
  # is an error, by the condition below.
  on_failure = "warn"

  lifecycle {
    postcondition {
      condition     = var.phase == "boot" || self.result == "succeeded"
      error_message = "Not every node is off: ${jsonencode(self.outcome)}"
    }
  }
}

resource "bos_session" "up" {
  # While the shutdown has not run, the number of its nodes is unknown, and the plan is
  # an error: one apply never shuts down and boots.
  count = var.phase == "boot" ? (bos_session.down.component_count > 0 ? 1 : 0) : 0

  operation     = "boot"
  template_name = "compute"
  limit         = bos_session.down.components
  triggers      = { work = var.work }
}
