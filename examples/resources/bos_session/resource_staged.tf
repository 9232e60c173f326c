# Stage a reboot for the next maintenance. No node is touched before somebody
# applies what is staged, such as bos_staged_session_application.
resource "bos_session" "next" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
  stage         = true
}
