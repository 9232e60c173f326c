output "slot" {
  value = provider::bos::parse_xname("x3000c0s19b1n0").slot # 19
}

# The cabinets of a list of nodes.
output "cabinets" {
  value = toset([
    for node in ["x3000c0s1b0n0", "x3000c0s1b1n0", "x3001c0s1b0n0"] : "x${provider::bos::parse_xname(node).cabinet}"
  ])
}
