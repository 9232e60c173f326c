# Nothing is started until the action is invoked:
#
#   terraform apply -invoke=action.bos_session.reboot
action "bos_session" "reboot" {
  config {
    operation      = "reboot"
    template_name  = "compute"
    limit          = "blue"
    max_components = 16
  }
}
