terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}

# Endpoint, service account and CA come from the environment of the pipeline, so
# that nothing secret stands in the repository.
provider "bos" {
  max_requests_per_second = 10
}

resource "bos_session" "nightly" {
  name          = "nightly-2026-11-22"
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"

  # A runner that is killed while it waits has lost nothing: the next one goes on with the session.
  on_conflict = "adopt"

  lifecycle {
    prevent_destroy = true
  }
}
