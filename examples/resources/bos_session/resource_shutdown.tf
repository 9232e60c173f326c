# Shut nodes down before a maintenance, under a name of your own, and at most 16 of
# them: with more, nothing is started where the plan knows the nodes.
resource "bos_session" "maintenance" {
  name           = "maintenance-2026-11-22"
  operation      = "shutdown"
  template_name  = "compute"
  limit          = "red"
  max_components = 16
}
