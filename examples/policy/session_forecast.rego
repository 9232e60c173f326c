# Denies a plan that starts a session of BOS on nodes that are not known exactly, or
# on too many of them.
#
#   terraform show -json saved.tfplan >plan.json
#   conftest test --policy session_forecast.rego plan.json
#
# With preview = "strict", the forecast is part of the plan, and an apply acts on
# these nodes or starts nothing. With another preview, each session needs a data
# source bos_session_targets of the same template and limit.

package main

# The most nodes that one session may act on.
most_nodes := 512

deny contains message if {
	some session in started
	not node_count(session)
	message := sprintf("%s: which nodes it acts on is not known exactly", [session.address])
}

deny contains message if {
	some session in started
	node_count(session) > most_nodes
	message := sprintf("%s: acts on %d nodes, and at most %d are allowed", [session.address, node_count(session), most_nodes])
}

# What applying the plan starts: sessions that it creates or replaces.
started contains resource if {
	some resource in input.resource_changes
	resource.mode == "managed"
	resource.type == "bos_session"
	"create" in resource.change.actions
}

# Undefined where the forecast is absent, null, known only after apply or not exact.
node_count(session) := session.change.after.forecast.node_count if {
	session.change.after.forecast.certainty == "exact"
} else := max(counts) if {
	counts := [target.node_count |
		some target in targets
		target.certainty == "exact"
		same(target, session.change)
	]
	count(counts) > 0
}

# The data sources, of all modules, that the plan has read.
targets contains resource.values if {
	walk(input.prior_state.values.root_module, [_, resource])
	resource.mode == "data"
	resource.type == "bos_session_targets"
}

# A value that is known only after apply equals no other.
same(target, change) if {
	every name, default_value in {"template_name": null, "limit": null, "tenant": null, "include_disabled": false} {
		not change.after_unknown[name]
		given(target, name, default_value) == given(change.after, name, default_value)
	}
}

given(values, name, default_value) := values[name] if {
	object.get(values, name, null) != null
} else := default_value
