# Stage the reboot. This touches no node: it is for the days before the maintenance.
resource "bos_session" "next" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  stage         = true
}

# On the day, reboot the nodes:
#
#   terraform apply -invoke=action.bos_apply_staged.blue
action "bos_apply_staged" "blue" {
  config {
    components = bos_session.next.components
  }
}
