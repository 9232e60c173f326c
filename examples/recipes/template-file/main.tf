# Keeps a session template in a JSON file as the Cray CLI prints it.

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

locals {
  template = provider::bos::session_template(file("${path.module}/compute-26.11.json"))
}

resource "bos_session_template" "compute" {
  name        = local.template.name
  description = local.template.description
  enable_cfs  = local.template.enable_cfs
  cfs         = local.template.cfs
  boot_sets   = local.template.boot_sets
}

# The way back: the template as BOS has it, without what is null and without name and
# tenant, which BOS does not take in a file.
output "for_cray" {
  value = jsonencode({
    for key, value in {
      description = bos_session_template.compute.description
      enable_cfs  = bos_session_template.compute.enable_cfs
      cfs         = bos_session_template.compute.cfs
      boot_sets = {
        for name, set in bos_session_template.compute.boot_sets :
        name => { for key, value in set : key => value if value != null }
      }
    } : key => value if value != null
  })
}
