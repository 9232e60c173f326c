# Every node that BOS knows: counted, and those named that have drifted.
data "bos_components" "all" {}

check "nodes_run_what_they_are_to_run" {
  assert {
    condition     = data.bos_components.all.drifted_count == 0
    error_message = "${data.bos_components.all.drifted_count} nodes have drifted: ${data.bos_components.all.drifted}"
  }
}

# The nodes of one session: are all of them still its own, and there?
data "bos_session" "reboot" {
  name = "reboot-2026-11-22"
}

data "bos_components" "rebooted" {
  ids = data.bos_session.reboot.components
}

output "rebooted" {
  value = {
    by_session = data.bos_components.rebooted.by_session
    by_status  = data.bos_components.rebooted.by_status
    missing    = data.bos_components.rebooted.missing
  }
}

# Those that BOS gave up.
data "bos_components" "failed" {
  status = ["failed"]
}

output "failed" {
  value = data.bos_components.failed.components
}
