# Two systems in one apply: an older one, whose BOS is spoken to in v1 of its API
# (CSM 1.5 and earlier), and a newer one. The newer one is touched only when the
# older one is up again.

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

variable "older_system" {
  description = "Base URL of BOS on the older system, such as https://api.cmn.older.example.com/apis/bos"
  type        = string
}

variable "newer_system" {
  description = "Base URL of BOS on the newer system."
  type        = string
}

# Each system wants a token of its own: see the provider's arguments.
provider "bos" {
  alias       = "older"
  endpoint    = var.older_system
  api_version = "v1"
}

provider "bos" {
  alias    = "newer"
  endpoint = var.newer_system
}

# BOS v1 chooses the name of a session: it is known after apply.
resource "bos_session" "older" {
  provider = bos.older

  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
}

# v1 alone has this operation: it configures nodes that are up.
resource "bos_session" "configured" {
  provider = bos.older

  operation     = "configure"
  template_name = "compute"
  limit         = bos_session.older.components
}

resource "bos_session" "newer" {
  provider   = bos.newer
  depends_on = [bos_session.configured]

  name          = "reboot-2026-11-22-blue"
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
}

output "results" {
  value = { for name, session in { older = bos_session.older, configured = bos_session.configured, newer = bos_session.newer } : name => "${session.name}: ${session.result}" }
}
