# Every session template, and the sessions of the last day. Without a limit, Terraform takes 100 of each.

list "bos_session_template" "all" {
  provider = bos
  limit    = 1000
}

list "bos_session" "recent" {
  provider = bos
  limit    = 1000

  config {
    max_age = "1d"
  }
}
