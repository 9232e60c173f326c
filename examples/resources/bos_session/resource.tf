# Reboot one group of nodes and wait until they are up. This runs once: the next
# plan is empty, also after BOS has cleaned up its record.
resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
}

# Boot another group, but not one of its nodes, after the first has come up.
# Two in a hundred nodes may fail. A new session runs when the trigger changes.
resource "bos_session" "green" {
  depends_on = [bos_session.blue]

  operation          = "boot"
  template_name      = "compute"
  limit              = "green,!x3000c0s5b0n0"
  max_failed_percent = 2
  triggers           = { image = "compute-3.1" }
  timeouts           = { create = "90m" }
}

# Shut down just the nodes that the first session rebooted, under a name of our
# own and without waiting.
resource "bos_session" "down" {
  name                = "shutdown-2026-11-22"
  operation           = "shutdown"
  template_name       = "compute"
  limit               = bos_session.blue.components
  wait_for_completion = false
}

output "failed_nodes" {
  value = bos_session.green.outcome.errors
}
