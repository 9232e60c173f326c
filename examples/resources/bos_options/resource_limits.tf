# Refuse sessions without a limit: with "*", every node must be asked for.
resource "bos_options" "limits" {
  session_limit_required = true
}
