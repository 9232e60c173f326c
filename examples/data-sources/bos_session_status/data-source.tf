# How far is it? Read anew by every plan.
data "bos_session_status" "reboot" {
  name = "reboot-2026-11-22"
}

output "progress" {
  value = "${data.bos_session_status.reboot.phases.percent_complete} % of ${data.bos_session_status.reboot.managed} nodes are done"
}
