terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

# Endpoint, service account and CA come from the environment of the pipeline, so
# that the repository holds no secret.
provider "bos" {
  max_requests_per_second = 10
}

resource "bos_session" "nightly" {
  name          = "nightly-2026-11-22"
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"

  # A runner that is killed while it waits loses nothing: the next apply continues with this session.
  on_conflict = "adopt"

  lifecycle {
    prevent_destroy = true
  }
}
