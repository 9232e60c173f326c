locals {
  template = "compute-2026"
}

# Each update of the session template reboots its nodes, in the same apply. Creating it does not.
resource "bos_session_template" "compute" {
  name = local.template
  boot_sets = {
    compute = {
      path              = "s3://boot-images/1/manifest.json"
      kernel_parameters = "console=ttyS0 quiet"
      node_groups       = ["blue"]
    }
  }

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.bos_session.rollout]
    }
  }
}

# The local value stands for a reference to the session template, which would be a cycle. Where the reboot failed,
# the next apply does not repeat it:
#
#   terraform apply -invoke=action.bos_session.rollout
action "bos_session" "rollout" {
  config {
    operation          = "reboot"
    template_name      = local.template
    name_prefix        = "rollout-"
    max_failed_percent = 5
  }
}
