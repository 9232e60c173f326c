# Denies a plan that starts a session without a limit, on a group that is not in the
# allowlist, or on too many nodes in all. Evaluate it together with
# session_forecast.rego, which has the rule for the nodes of one session.

package main

# What a limit may name, besides single nodes.
allowed_names := {"blue", "green", "red"}

# The most nodes that one plan may act on.
most_nodes_in_all := 40

deny contains message if {
	some session in started
	session.change.after.every_node != false
	message := sprintf("%s: acts on every node of its template", [session.address])
}

deny contains message if {
	some session in started
	not session.change.after.limit
	session.change.after.every_node == false
	message := sprintf("%s: its limit is known only after apply", [session.address])
}

# An item of a limit may begin with one operator.
deny contains message if {
	some session in started
	some item in split(session.change.after.limit, ",")
	name := regex.replace(item, `^[&!]`, "")
	not name in allowed_names
	not name in {"all", "*"}
	not regex.match(`^x\d+c\d+s\d+b\d+n\d+$`, name)
	message := sprintf("%s: %s in its limit is not in the allowlist", [session.address, name])
}

deny contains message if {
	nodes := sum([node_count(session) | some session in started])
	nodes > most_nodes_in_all
	message := sprintf("the plan acts on %d nodes, and at most %d are allowed in all", [nodes, most_nodes_in_all])
}

# This reboots nodes, too, and the plan does not show by which template.
deny contains message if {
	some resource in input.resource_changes
	resource.mode == "managed"
	resource.type == "bos_staged_session_application"
	"create" in resource.change.actions
	message := sprintf("%s: applies what a session has staged", [resource.address])
}
