# What does this node run, and is it what it is to run?
data "bos_component" "node" {
  id = "x3000c0s1b0n0"
}

output "node" {
  value = {
    runs  = data.bos_component.node.actual_state.kernel
    is_to = data.bos_component.node.desired_state.kernel
    drift = data.bos_component.node.drift
  }
}
