# Takes over what BOS has: the queries are in system.tfquery.hcl.

terraform {
  required_version = ">= 1.14"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

# BOS_ENDPOINT and the token come from the environment.
provider "bos" {}
