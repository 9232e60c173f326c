# The complete sessions of the last week, at most the newest 20.
list "bos_session" "recent" {
  provider = bos
  limit    = 20

  config {
    status  = "complete"
    max_age = "1w"
  }
}
