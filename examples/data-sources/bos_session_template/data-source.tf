# A boot plan that somebody else keeps.
data "bos_session_template" "blue" {
  name = "blue"
}

output "images" {
  value = { for name, set in data.bos_session_template.blue.boot_sets : name => set.path }
}

# Runs again when what the nodes are to run changes, but not for a new description.
resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = data.bos_session_template.blue.name
  triggers      = { template = data.bos_session_template.blue.fingerprint }
}
