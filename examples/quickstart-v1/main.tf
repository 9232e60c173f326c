# A first configuration for BOS v1 (CSM 1.5 and earlier): reboots the nodes of one
# group and waits for the result. The provider writes session templates through v2
# only, so the boot plan is one that is there. For v2, see ../quickstart.
#
# The provider takes the address of BOS and the token from the environment,
# BOS_ENDPOINT and BOS_TOKEN, and the version from BOS_API_VERSION, so this file
# serves any system.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

provider "bos" {}

variable "limit" {
  description = "The nodes to reboot, in BOS's words: a group, a role, names of nodes, or several with commas."
  type        = string
  default     = "blue"
}

resource "bos_session" "reboot" {
  operation     = "reboot"
  template_name = "compute"
  limit         = var.limit
}

output "session" {
  description = "The name under which BOS knows this reboot."
  value       = bos_session.reboot.name
}

output "result" {
  description = "What became of it, once BOS has said so."
  value       = "${bos_session.reboot.result}: ${bos_session.reboot.outcome.successful} of ${bos_session.reboot.component_count} nodes"
}
