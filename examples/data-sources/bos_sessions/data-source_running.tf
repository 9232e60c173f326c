# Which sessions are not complete?
data "bos_sessions" "running" {
  status = "running"
}

data "bos_sessions" "pending" {
  status = "pending"
}

output "active" {
  value = concat(data.bos_sessions.pending.sessions[*].name, data.bos_sessions.running.sessions[*].name)
}
