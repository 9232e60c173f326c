// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

// Descriptions that the data sources of one node and of many nodes share.
const (
	aboutComponentID      = "Xname of the node, such as `x3000c0s1b0n0`."
	aboutComponentTenant  = "Tenant that the node belongs to."
	aboutComponentEnabled = "Whether BOS is to act upon the node. BOS clears it itself once the node is in its " +
		"desired state, or has failed."
	aboutComponentError   = "Why BOS gave the node up, or what went wrong last."
	aboutComponentSession = "Name of the session that the node works for, or worked for last."
	aboutRetryPolicy      = "How often BOS tries each step for this node. Null where BOS's option " +
		"`default_retry_policy` goes."

	aboutPhase = "What BOS is doing to the node: `powering_on`, `powering_off` or `configuring`. Null where it " +
		"is doing nothing; a node that failed keeps the phase that it failed in."
	aboutComponentStatus = "State of the node as BOS reports it: `power_on_pending`, `power_on_called`, " +
		"`power_off_pending`, `power_off_gracefully_called`, `power_off_forcefully_called`, `configuring`, " +
		"`stable`, `failed` or `on_hold`. Stable is not success: a node that BOS does not act upon is stable, " +
		"whatever it runs."
	aboutStatusOverride = "What BOS has noted in place of the state that follows from phase and last action: " +
		"`failed` or `on_hold`."

	aboutActualState = "What the node runs, by what it reported last. Everything in it is null when BOS has " +
		"switched the node off, and when the node has not reported for some hours (BOS's option " +
		"`component_actual_state_ttl`)."
	aboutDesiredState = "What the node is to run. Without a kernel it is to be off."
	aboutStagedState  = "What the node is to run once its staged session is applied. Everything in it but " +
		"`last_updated` is null where nothing is staged."
	aboutStagedSession     = "Name of the session that staged it."
	aboutKernel            = "Where the kernel is."
	aboutInitrd            = "Where the initial RAM disk is."
	aboutKernelParameters  = "Kernel parameters, with those that BOS adds."
	aboutStateLastUpdated  = "When this state was last written (RFC 3339, UTC)."
	aboutLastAction        = "What BOS did last."
	aboutLastActionAction  = "Name of the action, such as `powering_on`, `session_setup` or `apply_staged`."
	aboutLastActionFailed  = "Whether the action failed."
	aboutLastActionUpdated = "When that was (RFC 3339, UTC)."
	aboutEventStats        = "How often BOS has tried since the desired state was set."
	aboutPowerOnAttempts   = "Power-ons."
	aboutPowerOffGraceful  = "Power-offs that let the node shut down."
	aboutPowerOffForceful  = "Power-offs by force."
	aboutInDesiredState    = "Whether the node runs what it is to run, compared as BOS does. `drift` lists what differs."
	aboutDriftKinds        = "`kernel`, `initrd`, `kernel_parameters` (compared character by character), " +
		"`configuration` (BOS keeps no record of the actual one: this is a configuration that is still in progress, " +
		"or that failed), `unreported` (the node is to run something, but has reported nothing, or not for some " +
		"hours), and `running` (the node is to be off, but reports that it runs)"
	aboutDrift = "What differs between the desired and the actual state: " + aboutDriftKinds +
		". Empty for a node in its desired state."
)
