// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// defaultOptions returns the options that a release has, with their defaults.
// Those of 2.50.0 are from options_patch.json; the others from BOS's changelog,
// source and documentation. 2.10.34 has some that came with later releases and
// that 2.10.10 lacks; which release in between added them is not known.
func defaultOptions(v version) *object {
	o, _ := parseObject([]byte(`{
		"cleanup_completed_session_ttl": "7d", "clear_stage": false, "component_actual_state_ttl": "4h",
		"default_retry_policy": 3, "disable_components_on_completion": true, "discovery_frequency": 300,
		"logging_level": "INFO", "max_boot_wait_time": 600, "max_power_off_wait_time": 180,
		"max_power_on_wait_time": 30, "polling_frequency": 60
	}`))
	backported := !v.before(release{2, 10, 11}) && v.before(release{2, 11, 0})
	for _, change := range []struct {
		since      release
		backported bool
		options    string
	}{
		{release{2, 17, 5}, true, `{
			"max_boot_wait_time": 1200, "max_power_off_wait_time": 300, "max_power_on_wait_time": 120, "polling_frequency": 15
		}`},
		{release{2, 22, 0}, true, `{"max_component_batch_size": 2800}`},
		{release{2, 23, 0}, true, `{"session_limit_required": false}`},
		{release{2, 28, 0}, false, `{"reject_nids": false}`},
		{release{2, 30, 0}, false, `{"ims_errors_fatal": false, "ims_images_must_exist": false}`},
		{release{2, 30, 4}, false, `{"cfs_read_timeout": 20}`},
		{release{2, 32, 0}, false, `{
			"bss_read_timeout": 20, "hsm_read_timeout": 20, "ims_read_timeout": 20, "pcs_read_timeout": 20
		}`},
	} {
		if !v.before(change.since) || (backported && change.backported) {
			added, _ := parseObject([]byte(change.options))
			o.merge(added)
		}
	}
	if backported {
		added, _ := parseObject([]byte(`{
			"bss_read_timeout": 10, "cfs_read_timeout": 10, "hsm_read_timeout": 10, "pcs_read_timeout": 10
		}`))
		o.merge(added)
	}
	if !v.before(release{2, 48, 0}) {
		o.remove("disable_components_on_completion")
	}

	return o
}
