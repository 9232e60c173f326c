# What the jobs of the pipeline plan, apply and check.

terraform {
  required_version = "~> 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "0.1.0" # one build: see the guide
    }
  }

  # Any backend that locks the state. The jobs set the address of this one.
  backend "http" {}
}

# Endpoint, CA and account come from the environment of the job.
provider "bos" {}

resource "bos_session_template" "blue" {
  name      = "blue-2026-11"
  overwrite = true # a runner that is killed loses it from the state

  boot_sets = {
    compute = {
      path            = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_groups     = ["blue"]
      rootfs_provider = "sbps"
      cfs             = { configuration = "compute-config" }
    }
  }
}

resource "bos_session" "blue" {
  name          = "blue-2026-11-22" # each operation needs a new name
  operation     = "reboot"
  template_name = bos_session_template.blue.name
  triggers      = { template = bos_session_template.blue.fingerprint }
  timeouts      = { create = "2h" } # shorter than the time-out of the apply job

  # A runner that is killed while it waits loses nothing: the next apply continues with this session.
  on_conflict = "adopt"
}

# The drift job: what the nodes of the session run. The guide "Checking for drift" has more checks.
data "bos_components" "blue" {
  ids = bos_session.blue.components
}

check "nodes_run_what_they_should" {
  assert {
    condition     = data.bos_components.blue.drifted_count == 0
    error_message = "Nodes have drifted: ${data.bos_components.blue.drifted}."
  }
}
