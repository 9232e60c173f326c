# Start a session and do not wait for it. A data source reads later how far it is.
resource "bos_session" "blue" {
  name_prefix         = "nightly-"
  operation           = "reboot"
  template_name       = "compute"
  limit               = "blue"
  wait_for_completion = false
}
