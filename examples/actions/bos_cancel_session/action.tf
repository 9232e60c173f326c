variable "session" {
  description = "Session to cancel, such as reboot-2026-11-22."
  type        = string
}

# Nothing is cancelled until the action is invoked:
#
#   terraform apply -invoke=action.bos_cancel_session.stop -var session=NAME
action "bos_cancel_session" "stop" {
  config {
    name    = var.session
    timeout = "10m"
  }
}
