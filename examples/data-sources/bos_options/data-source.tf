data "bos_options" "system" {}

check "limits_are_required" {
  assert {
    condition     = coalesce(data.bos_options.system.session_limit_required, false)
    error_message = "A session without a limit acts upon every node of its template: set session_limit_required."
  }
}
