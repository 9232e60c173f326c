locals {
  limit = "blue,!x3000c0s1b0n0"
}

# The nodes of the group blue but one, as BOS would choose them now. Nothing is
# started.
data "bos_session_targets" "blue" {
  template_name = "compute"
  limit         = local.limit
}

output "targets" {
  value = {
    nodes     = "${data.bos_session_targets.blue.node_count} of ${data.bos_session_targets.blue.of}"
    excluded  = data.bos_session_targets.blue.excluded
    unmatched = data.bos_session_targets.blue.unmatched
  }
}

# The conditions are the session's, so that they hold before it is planned: within
# the data source, they may wait for the apply.
resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = "compute"
  limit         = local.limit

  lifecycle {
    precondition {
      condition = try(
        data.bos_session_targets.blue.certainty == "exact" &&
        data.bos_session_targets.blue.node_count <= 16 &&
        length(data.bos_session_targets.blue.unmatched) == 0,
        false # what is not known is null
      )
      error_message = "These are not the nodes to reboot: ${jsonencode({
        for name in ["node_count", "nodes", "unmatched", "certainty", "reason"] : name => data.bos_session_targets.blue[name]
      })}"
    }
  }
}

# Nodes of a template that does not exist yet.
data "bos_session_targets" "planned" {
  boot_sets = {
    compute = { node_roles_groups = ["Compute"] }
  }
}
