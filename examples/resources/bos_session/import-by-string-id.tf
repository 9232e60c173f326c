import {
  to = bos_session.example
  id = "reboot-2026-11-22"
}

resource "bos_session" "example" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
}
