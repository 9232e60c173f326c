# Every session template. Terraform stops at 100 unless there is a limit.
list "bos_session_template" "all" {
  provider = bos
  limit    = 1000
}
