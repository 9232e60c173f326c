# Boot another group, without one of its nodes. A new session runs when the trigger
# changes. Two in a hundred nodes may fail.
resource "bos_session" "green" {
  operation          = "boot"
  template_name      = "compute"
  limit              = "green,!x3000c0s5b0n0"
  max_failed_percent = 2
  triggers           = { image = "compute-3.1" }
  timeouts           = { create = "90m" }
}

output "failed_nodes" {
  value = bos_session.green.outcome.failed_nodes
}
