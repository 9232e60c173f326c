# What the compute nodes and the login nodes are to run. Writing this acts upon no
# node: sessions do.
resource "bos_session_template" "system" {
  name        = "system-25.3"
  description = "All nodes, as of the release 25.3"
  cfs         = { configuration = "compute-config" }

  boot_sets = {
    compute = {
      path                        = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_roles_groups           = ["Compute"]
      kernel_parameters           = "console=ttyS0,115200 quiet spire_join_token=$${SPIRE_JOIN_TOKEN}"
      rootfs_provider             = "sbps"
      rootfs_provider_passthrough = "sbps:v1:iqn.2023-06.csm.iscsi:_sbps-hsn._tcp.my-system.my-site-domain:300"
    }

    login = {
      path            = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_list       = ["x3000c0s1b0n0", "x3000c0s1b1n0"]
      arch            = "X86"
      cfs             = { configuration = "login-config" }
      rootfs_provider = "sbps"
    }
  }
}

# Boot the nodes of one group by it. A new session runs when the template changes in
# what nodes run: not when its description does, nor how something is written.
resource "bos_session" "blue" {
  operation     = "boot"
  template_name = bos_session_template.system.name
  limit         = "blue"
  triggers      = { template = bos_session_template.system.fingerprint }
}
