variable "release" {
  description = "What is rolled out. Each rollout needs a name of its own."
  type        = string
  default     = "2026-11"
}

# Reboot two groups: two nodes first, the canary, and then at most twelve at a time.
# A wave starts when the one before has succeeded, five minutes after its end.
resource "bos_rolling_session" "compute" {
  name          = "compute-${var.release}"
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue,green"

  waves = {
    canary = 2
    size   = 12
    pause  = "5m"
  }

  # One of twelve nodes may fail, and neither of the canary's two.
  max_failed_percent = 10
  max_components     = 40

  # A rollout that failed is continued, never replaced. Before the next release:
  # terraform state rm bos_rolling_session.compute
  lifecycle {
    prevent_destroy = true
  }
}

output "result" {
  value = bos_rolling_session.compute.result
}

output "waves" {
  value = {
    for wave in bos_rolling_session.compute.waves_status : wave.session => coalesce(wave.result, wave.status, "not run")
  }
}
