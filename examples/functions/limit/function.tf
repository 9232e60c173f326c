# Reboot two nodes of a group first.
resource "bos_session" "canary" {
  operation     = "reboot"
  template_name = "compute"
  limit         = provider::bos::limit(["x3000c0s1b0n0", "x3000c0s1b1n0"], [])
}

# Then the rest of the group: blue,!x3000c0s1b0n0,!x3000c0s1b1n0
resource "bos_session" "rest" {
  operation     = "reboot"
  template_name = "compute"
  limit         = provider::bos::limit("blue", bos_session.canary.components)
}

output "two_groups_without_one" {
  value = provider::bos::limit(["blue", "green"], "red") # blue,green,!red
}
