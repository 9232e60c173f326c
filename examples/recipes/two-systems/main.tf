# One configuration for two systems: production is touched only when the test system
# is up again.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

variable "test" {
  description = "The test system: base URL of BOS, and a file with the token."
  type        = object({ endpoint = string, token_file = string })
}

variable "production" {
  description = "The production system: base URL of BOS, and a file with the token."
  type        = object({ endpoint = string, token_file = string })
}

variable "run" {
  description = "Name of this run, such as a date. A new name starts the sessions again."
  type        = string
}

provider "bos" {
  alias      = "test"
  endpoint   = var.test.endpoint
  token_file = var.test.token_file
}

provider "bos" {
  alias      = "production"
  endpoint   = var.production.endpoint
  token_file = var.production.token_file
}

resource "bos_session" "test" {
  provider = bos.test

  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  triggers      = { run = var.run }
}

resource "bos_session" "production" {
  provider   = bos.production
  depends_on = [bos_session.test]

  operation     = "reboot"
  template_name = "compute"
  limit         = "green"
  triggers      = { run = var.run }
}
