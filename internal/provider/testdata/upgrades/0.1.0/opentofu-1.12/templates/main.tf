terraform {
  required_providers {
    bos = {
      source = "bosops/bos"
    }
  }
}
provider "bos" {
  endpoint = "http://bos.example/apis/bos"
  preview = "off"
}

resource "bos_session_template" "defaults" {
  name      = "defaults"
  boot_sets = { compute = { path = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json", node_groups = ["blue"] } }
}

resource "bos_session_template" "every" {
  name        = "every"
  tenant      = "vcluster-blue"
  description = "every attribute"
  enable_cfs  = true
  cfs         = { configuration = "compute-config" }
  overwrite   = true
  validate    = true

  boot_sets = {
    compute = {
      path                        = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      type                        = "s3"
      etag                        = "307cfa551ed600e2db40b7885ce3ceda"
      kernel_parameters           = "console=ttyS0,115200 quiet"
      node_list                   = ["X3000C0S01B00N00", "x3000c0s1b1n0"]
      node_groups                 = ["blue"]
      node_roles_groups           = ["Compute"]
      arch                        = "X86"
      cfs                         = { configuration = "other-config" }
      rootfs_provider             = "sbps"
      rootfs_provider_passthrough = "sbps:v1:iqn.2023-06.csm.iscsi:_sbps-hsn._tcp.my-system.my-site-domain:300"
    }
    least = {
      path        = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"
      node_groups = ["green"]
    }
  }
}

resource "bos_session_template" "plain" {
  name       = "plain"
  enable_cfs = false
  validate   = false
  boot_sets  = { compute = { path = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json", node_groups = ["green"], arch = "Other" } }
}

resource "bos_session" "by_template" {
  operation     = "boot"
  template_name = bos_session_template.defaults.name
  triggers      = { template = bos_session_template.defaults.fingerprint }
}
