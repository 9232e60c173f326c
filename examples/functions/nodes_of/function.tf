resource "bos_session" "blue" {
  operation     = "reboot"
  template_name = "compute"
  limit         = "blue"
}

# The nodes of one slot that were rebooted.
output "in_slot_1" {
  value = provider::bos::nodes_of("x3000c0s1", bos_session.blue.components)
}

# Those of a cabinet that a system does not have: an empty list. As a limit, it is
# refused: BOS takes an empty limit as every node.
output "in_another_cabinet" {
  value = provider::bos::nodes_of("x300", bos_session.blue.components)
}
