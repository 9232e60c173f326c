# cray bos v2 sessiontemplates describe compute-25.3 --format json >compute-25.3.json
locals {
  template = provider::bos::session_template(file("${path.module}/compute-25.3.json"))
}

resource "bos_session_template" "compute" {
  name        = local.template.name
  description = local.template.description
  enable_cfs  = local.template.enable_cfs
  cfs         = local.template.cfs
  boot_sets   = local.template.boot_sets
}
