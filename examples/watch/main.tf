# Watches sessions from elsewhere: from another machine, while the apply that started
# them waits. Nothing here starts or changes anything. Repeat it as often as you like,
# but not more than once a minute: BOS looks through all nodes for each answer.
#
#     terraform apply -auto-approve

terraform {
  required_version = ">= 1.11"

  required_providers {
    bos = {
      source  = "bosops/bos"
      version = "~> 0.1.0"
    }
  }
}

provider "bos" {}

variable "begins_with" {
  description = "What the names of the sessions begin with: the name_prefix of a bos_session, or a whole name."
  type        = string
  default     = "nightly-"
}

# The sessions of the last twelve hours, of all users.
data "bos_sessions" "recent" {
  max_age = "12h"
}

locals {
  watched = {
    for session in data.bos_sessions.recent.sessions : session.name => session
    if startswith(session.name, var.begins_with) && (session.tenant == null || session.tenant == "")
  }
}

data "bos_session_status" "watched" {
  for_each = local.watched
  name     = each.key
}

output "progress" {
  description = "How many nodes of each session do what."
  value = {
    for name, s in data.bos_session_status.watched : name => join(" · ", [
      s.status,
      "powering off ${floor(s.managed * s.phases.percent_powering_off / 100 + 0.5)}",
      "powering on ${floor(s.managed * s.phases.percent_powering_on / 100 + 0.5)}",
      "configuring ${floor(s.managed * s.phases.percent_configuring / 100 + 0.5)}",
      "ready ${floor(s.managed * s.percent_successful / 100 + 0.5)} of ${s.managed}",
      "failed ${floor(s.managed * s.percent_failed / 100 + 0.5)}",
    ])
  }
}

output "errors" {
  description = "What BOS says about nodes of sessions that have any error, and which nodes."
  value = {
    for name, s in data.bos_session_status.watched : name => {
      for message, nodes in s.errors : message => nodes.nodes
    } if length(s.errors) > 0
  }
}
