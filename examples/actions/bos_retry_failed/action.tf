variable "session" {
  description = "Session whose failed nodes are retried."
  type        = string
}

# Nothing is started until the action is invoked:
#
#   terraform apply -invoke=action.bos_retry_failed.nodes -var session=NAME
action "bos_retry_failed" "nodes" {
  config {
    session     = var.session
    name_prefix = "retry-"
  }
}
