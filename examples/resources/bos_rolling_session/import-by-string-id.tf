# Take over a rollout whose apply was killed. The apply that imports it continues with
# the waves that have not run.
import {
  to = bos_rolling_session.compute
  id = "compute-2026-11"
}

# As it was when the rollout was started: the waves that have run are compared.
resource "bos_rolling_session" "compute" {
  name          = "compute-2026-11"
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue,green"

  waves = {
    canary = 2
    size   = 12
    pause  = "5m"
  }

  lifecycle {
    prevent_destroy = true
  }
}
