# Reboot one group of nodes and wait until they are up. This runs once: the next
# plan is empty, also after BOS has cleaned up its record.
resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
}
