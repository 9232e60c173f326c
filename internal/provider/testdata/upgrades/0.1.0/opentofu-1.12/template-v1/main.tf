terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}
provider "bos" {
  endpoint = "http://bos.example/apis/bos"
  api_version = "v1"
}

resource "bos_session_template" "blue" {
  name        = "blue"
  description = "blue nodes"
  cfs         = { configuration = "compute-config" }

  boot_sets = {
    compute = {
      path            = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_groups     = ["blue"]
      rootfs_provider = "sbps"
    }
  }
}
