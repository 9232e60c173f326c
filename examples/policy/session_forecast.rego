# Denies a plan that starts a session of BOS on nodes that it does not show exactly,
# or on too many of them. It needs preview = "strict": only there, the forecast is
# part of the plan.
#
#   terraform show -json saved.tfplan >plan.json
#   conftest test --policy session_forecast.rego plan.json

package main

# The most nodes that one session may act on.
most_nodes := 512

# What applying the plan starts: sessions that it creates or replaces.
started contains resource if {
	some resource in input.resource_changes
	resource.mode == "managed"
	resource.type == "bos_session"
	"create" in resource.change.actions
}

# A forecast that is absent, null or known only after apply is not exact either.
exact(resource) if resource.change.after.forecast.certainty == "exact"

deny contains message if {
	some resource in started
	not exact(resource)
	message := sprintf("%s: the plan does not show exactly which nodes it acts on", [resource.address])
}

deny contains message if {
	some resource in started
	exact(resource)
	count := resource.change.after.forecast.node_count
	count > most_nodes
	message := sprintf("%s: acts on %d nodes, and at most %d are allowed", [resource.address, count, most_nodes])
}
