# What has been done with one boot plan in the last week, the oldest first?
data "bos_sessions" "recent" {
  template_name = "compute"
  max_age       = "7d"
}

output "operations" {
  value = [for s in data.bos_sessions.recent.sessions : "${s.start_time} ${s.operation} ${s.name}: ${s.status}"]
}
