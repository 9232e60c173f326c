terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

provider "bos" {
  # Endpoint, tenant and token are those of the login that `cray auth login` made.
  cray_cli = true
}

# Does it answer, and what is it?
data "bos_version" "this" {}

output "bos" {
  value = "BOS ${data.bos_version.this.version}, CSM ${coalesce(data.bos_version.this.csm_release, "unknown")}"
}
