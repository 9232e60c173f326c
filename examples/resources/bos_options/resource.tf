# Only these options are the configuration's; all others stay as they are. One
# resource for the whole system, in a configuration that its administrator applies.
resource "bos_options" "system" {
  cleanup_completed_session_ttl = "14d"
  clear_stage                   = true
  max_boot_wait_time            = 1800
  reject_nids                   = true
}
