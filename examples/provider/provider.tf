terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}

variable "bos_endpoint" {
  description = "Base URL of BOS, such as https://api.cmn.example.com/apis/bos"
  type        = string
}

provider "bos" {
  endpoint      = var.bos_endpoint
  poll_interval = "15s"

  # The token is best given in the environment variable BOS_TOKEN.
}
