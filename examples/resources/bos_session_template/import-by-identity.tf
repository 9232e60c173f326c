import {
  to = bos_session_template.example
  identity = {
    name = "compute"
  }
}

resource "bos_session_template" "example" {
  name        = "compute"
  description = "compute nodes"
  cfs         = { configuration = "compute-config" }

  boot_sets = {
    compute = {
      path              = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_roles_groups = ["Compute"]
      rootfs_provider   = "sbps"
    }
  }
}
