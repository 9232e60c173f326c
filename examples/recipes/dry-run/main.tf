# Stages a session to see which nodes BOS takes, and compares them with the forecast.

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

locals {
  limit = "blue,green,!x3000c0s1b0n0"
}

resource "bos_session" "dry_run" {
  operation     = "reboot"
  template_name = "compute"
  limit         = local.limit
  stage         = true
}

# The same question without writing anything: asked again in each plan.
data "bos_session_targets" "forecast" {
  template_name = "compute"
  limit         = local.limit
}

output "staged" {
  value = "${bos_session.dry_run.component_count} of ${data.bos_session_targets.forecast.of} nodes"
}

output "as_forecast" {
  value = bos_session.dry_run.components == data.bos_session_targets.forecast.nodes
}
