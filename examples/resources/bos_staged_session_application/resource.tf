# Say what the nodes should run next. This touches no node: it is for the days
# before the maintenance.
resource "bos_session" "next" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  stage         = true
}

# Apply it, here to all nodes that it was staged for. Nodes can also be applied one
# rack at a time, each by a resource of its own.
resource "bos_staged_session_application" "blue" {
  components = bos_session.next.components

  # A new session may have the same nodes: then its name is what differs.
  triggers = { session = bos_session.next.name }
}

output "rebooting" {
  value = bos_staged_session_application.blue.succeeded_count
}
