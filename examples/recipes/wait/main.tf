# Waits for a session that somebody else started, and then runs one of its own.

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
  description = "Name of the session to wait for."
  type        = string
}

data "bos_session" "theirs" {
  name = var.theirs
}

import {
  for_each = toset([var.theirs])

  to = bos_session.theirs[each.key]
  id = each.key
}

# The arguments are those that BOS reports: a difference would be a new session.
resource "bos_session" "theirs" {
  for_each = toset([var.theirs])

  name             = each.key
  operation        = data.bos_session.theirs.operation
  template_name    = data.bos_session.theirs.template_name
  limit            = data.bos_session.theirs.limit
  stage            = data.bos_session.theirs.stage
  include_disabled = data.bos_session.theirs.include_disabled

  # The record is theirs: it stays when this configuration waits for another one.
  on_destroy = "forget"
}

locals {
  theirs = bos_session.theirs[var.theirs]
}

resource "bos_session" "ours" {
  operation     = "boot"
  template_name = "compute"
  limit         = "green"
  triggers      = { after = local.theirs.name }

  lifecycle {
    # Of a session that was complete before, the import does not judge the result.
    precondition {
      condition = try(
        local.theirs.outcome.managed > 0 &&
        local.theirs.outcome.successful == local.theirs.outcome.managed,
        false # there is no outcome
      )
      error_message = "Not every node of session ${var.theirs} came up: ${jsonencode(local.theirs.outcome)}"
    }
  }
}
