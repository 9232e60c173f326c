# What a group of nodes should run, the session that boots them, and what every
# later plan checks.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}

# BOS_ENDPOINT and the token come from the environment.
provider "bos" {}

resource "bos_session_template" "blue" {
  name        = "blue-2026-11"
  description = "The nodes of the group blue"

  boot_sets = {
    compute = {
      path            = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_groups     = ["blue"]
      rootfs_provider = "sbps"
      cfs             = { configuration = "compute-config" }
    }
  }
}

resource "bos_session" "blue" {
  operation     = "boot"
  template_name = bos_session_template.blue.name
  triggers      = { template = bos_session_template.blue.fingerprint }
}

# BOS's records of the nodes that the session booted. Every plan reads them.
data "bos_components" "blue" {
  ids = bos_session.blue.components
}

locals {
  # by_session counts the nodes that belong to no session under "none".
  others     = { for session, count in data.bos_components.blue.by_session : session => count if !contains([bos_session.blue.name, "none"], session) }
  unassigned = lookup(data.bos_components.blue.by_session, "none", 0)
}

check "nodes_run_what_they_should" {
  assert {
    condition = data.bos_components.blue.drifted_count == 0
    error_message = format("%d of %d nodes have drifted: %s.",
      data.bos_components.blue.drifted_count, data.bos_components.blue.component_count,
      join(", ", [for node, what in data.bos_components.blue.drift : "${node} (${what})"]),
    )
  }

  # While the session runs, this is its work.
  assert {
    condition     = data.bos_components.blue.changing_count == 0 || bos_session.blue.status != "complete"
    error_message = "The session is complete, and BOS is processing ${data.bos_components.blue.changing_count} of its nodes. If this is so tomorrow, too, look at them."
  }

  assert {
    condition     = data.bos_components.blue.missing == ""
    error_message = "BOS no longer has a record of these nodes: ${data.bos_components.blue.missing}."
  }
}

check "nodes_belong_to_this_session" {
  assert {
    condition = length(local.others) == 0
    error_message = format("Other sessions have taken over nodes of %s: %s.",
      bos_session.blue.name, join(", ", [for session, count in local.others : "${session} (${count} nodes)"]),
    )
  }

  assert {
    condition     = local.unassigned == 0
    error_message = "${local.unassigned} nodes of ${bos_session.blue.name} no longer belong to any session."
  }
}
