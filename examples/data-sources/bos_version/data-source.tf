data "bos_version" "system" {}

check "bos_is_healthy" {
  assert {
    condition     = data.bos_version.system.healthy
    error_message = "BOS ${data.bos_version.system.version} is not healthy: look at db_status and api_status."
  }
}

output "bos" {
  value = "BOS ${data.bos_version.system.version}, CSM ${coalesce(data.bos_version.system.csm_release, "unknown")}"
}
