# Takes over a session template and a session that the Cray CLI made.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

# BOS_ENDPOINT and the token come from the environment.
provider "bos" {}

import {
  to = bos_session_template.compute
  id = "compute"
}

import {
  to = bos_session.reboot
  id = "reboot-2026-11-22"
}
