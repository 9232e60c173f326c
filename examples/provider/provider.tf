terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

variable "bos_endpoint" {
  description = "Base URL of BOS, such as https://api.cmn.example.com/apis/bos"
  type        = string
}

provider "bos" {
  endpoint                = var.bos_endpoint
  poll_interval           = "15s"
  max_requests_per_second = 20

  # Plans show which nodes a session will act on. With preview = "strict", an apply
  # acts on exactly these nodes, or nothing is started.

  # What gives access is best given in the environment: BOS_TOKEN, or
  # BOS_CLIENT_ID and BOS_CLIENT_SECRET of a service account. With
  # BOS_CRAY_CLI=true, the login of the Cray CLI is used.
}
