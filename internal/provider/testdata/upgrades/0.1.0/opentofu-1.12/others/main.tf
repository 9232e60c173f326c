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
resource "bos_options" "every" {
  bss_read_timeout = 20
  cfs_read_timeout = 20
  cleanup_completed_session_ttl = "7d"
  clear_stage = true
  component_actual_state_ttl = "4h"
  default_retry_policy = 3
  discovery_frequency = 300
  hsm_read_timeout = 20
  ims_errors_fatal = false
  ims_images_must_exist = false
  ims_read_timeout = 20
  logging_level = "INFO"
  max_boot_wait_time = 1200
  max_component_batch_size = 2800
  max_power_off_wait_time = 300
  max_power_on_wait_time = 120
  pcs_read_timeout = 20
  polling_frequency = 15
  reject_nids = false
  session_limit_required = false
}
