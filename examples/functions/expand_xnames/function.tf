output "nodes" {
  # x3000c0s1b0n0, x3000c0s1b1n0, x3000c0s2b0n0, x3000c0s2b1n0 and x3000c0s16b0n0
  value = provider::bos::expand_xnames("x3000c0s[1-2]b[0-1]n0, x3000c0s16b0n0")
}

# As the limit of a session: here the nodes of four slots, without one node.
resource "bos_session" "slots" {
  operation     = "reboot"
  template_name = "compute"
  limit = provider::bos::limit(
    provider::bos::expand_xnames("x3000c0s[1-4]b[0-3]n0"),
    "x3000c0s4b3n0",
  )
}
