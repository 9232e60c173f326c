# What the nodes of a system are to run, in one place, and the sessions that boot
# them: a few nodes first, then all others.

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
  images = {
    x86 = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
    arm = "s3://boot-images/5f2a41c7-0d3e-4b8a-9c61-2e7d90b4a8f3/manifest.json"
  }

  # What all boot sets have in common.
  node = {
    # BOS fills in ${SPIRE_JOIN_TOKEN}. "$$" writes one "$".
    kernel_parameters           = "console=ttyS0,115200 crashkernel=512M spire_join_token=$${SPIRE_JOIN_TOKEN}"
    rootfs_provider             = "sbps"
    rootfs_provider_passthrough = "sbps:v1:iqn.2023-06.csm.iscsi:_sbps-hsn._tcp.example.com:300"
  }
}

resource "bos_session_template" "system" {
  name        = "system-2026-11"
  description = "All nodes, November 2026"

  # Of the boot sets that name no configuration of their own.
  cfs = { configuration = "compute-2026-11" }

  boot_sets = {
    # BOS takes the X86 nodes of the role here, and the ARM nodes in the next.
    compute = merge(local.node, {
      path              = local.images.x86
      node_roles_groups = ["Compute"]
    })

    compute_arm = merge(local.node, {
      arch              = "ARM"
      path              = local.images.arm
      node_roles_groups = ["Compute"]
    })

    login = merge(local.node, {
      path        = local.images.x86
      node_groups = ["login"]
      cfs         = { configuration = "login-2026-11" }
    })
  }
}

# A few nodes show whether the image is any good.
resource "bos_session" "first" {
  operation     = "boot"
  template_name = bos_session_template.system.name
  limit         = "blue"
  triggers      = { template = bos_session_template.system.fingerprint }
}

# All others are touched only when these have come up.
resource "bos_session" "rest" {
  depends_on = [bos_session.first]

  operation          = "boot"
  template_name      = bos_session_template.system.name
  limit              = "all,!blue"
  max_failed_percent = 5
  triggers           = { template = bos_session_template.system.fingerprint }
}

output "nodes" {
  value = {
    first = "${bos_session.first.outcome.successful} of ${bos_session.first.component_count}"
    rest  = "${bos_session.rest.outcome.successful} of ${bos_session.rest.component_count}"
  }
}
