# A first configuration: a boot plan, and a reboot of one group of nodes by it that
# waits for the result.
#
# The provider takes the address of BOS and the token from the environment,
# BOS_ENDPOINT and BOS_TOKEN, so this file serves any system.

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

variable "image" {
  description = "The image that the nodes are to run: its manifest in S3."
  type        = string
  default     = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
}

variable "limit" {
  description = "The nodes to reboot, in BOS's words: a group, a role, names of nodes, or several with commas."
  type        = string
  default     = "blue"
}

# The boot plan, which BOS calls a session template: what every compute node is to
# run. It acts upon no node by itself.
resource "bos_session_template" "compute" {
  name        = "quickstart-compute"
  description = "Compute nodes"

  boot_sets = {
    compute = {
      path              = var.image
      node_roles_groups = ["Compute"]
      rootfs_provider   = "sbps"
      cfs               = { configuration = "compute-config" }
    }
  }
}

# The reboot. It runs once, and again when what the nodes are to run changes: the
# fingerprint tells that, whatever else is edited in the boot plan.
resource "bos_session" "reboot" {
  operation     = "reboot"
  template_name = bos_session_template.compute.name
  limit         = var.limit
  triggers      = { template = bos_session_template.compute.fingerprint }
}

output "session" {
  description = "The name under which BOS knows this reboot."
  value       = bos_session.reboot.name
}

output "result" {
  description = "What became of it, once BOS has said so."
  value       = "${bos_session.reboot.result}: ${bos_session.reboot.outcome.successful} of ${bos_session.reboot.component_count} nodes"
}
