output "node" {
  value = provider::bos::normalize_xname("X3000C0S01B0N0") # x3000c0s1b0n0
}
