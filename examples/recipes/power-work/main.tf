# Shuts a group down before work on its power supply, and boots the same nodes after it.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1"
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
}

resource "bos_session" "up" {
  count = var.phase == "boot" ? 1 : 0

  operation     = "boot"
  template_name = "compute"
  limit         = bos_session.down.components
  triggers      = { work = var.work }
}
