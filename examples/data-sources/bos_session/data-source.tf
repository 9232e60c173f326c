data "bos_session" "reboot" {
  name = "reboot-2026-11-22"
}

output "nodes_that_failed" {
  value = data.bos_session.reboot.outcome.errors
}
