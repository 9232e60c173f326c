# Nodes that are listed one by one, without a configuration by CFS. BOS fills in
# ${SPIRE_JOIN_TOKEN}: in HCL, "$${" writes "${".
resource "bos_session_template" "login" {
  name       = "login-25.3"
  enable_cfs = false

  boot_sets = {
    login = {
      path              = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_list         = ["x3000c0s1b0n0", "x3000c0s1b1n0"]
      kernel_parameters = "console=ttyS0,115200 spire_join_token=$${SPIRE_JOIN_TOKEN}"
      rootfs_provider   = "sbps"
    }
  }
}
