// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

const aboutSession = "An operation on nodes: BOS boots, reboots or shuts down the nodes of a session " +
	"template.\n\n" +
	"**Creating this resource starts the operation.** It runs once, when the plan shows that the resource is " +
	"created or replaced, and never because of a refresh, an edit of a time-out, or a record that BOS has " +
	"cleaned up. Replacing the resource runs the operation again. Destroying it deletes BOS's record and leaves " +
	"the nodes as they are."

// Descriptions that the resource and the data sources share.
const (
	aboutName = "Name of the session, its identity in BOS (with the tenant). On v1 of the API it is the " +
		"UUID that BOS chose."
	aboutTenant       = "Tenant that the session belongs to."
	aboutOperation    = "What is done to the nodes: `boot`, `reboot` or `shutdown` (and `configure` on v1 of the API)."
	aboutTemplateName = "Name of the session template: which nodes, which image, which configuration."
	aboutLimit        = "Which of the template's nodes are acted upon: xnames, groups, partitions and roles, " +
		"separated by commas without spaces, evaluated from left to right. A plain item adds nodes, `&item` " +
		"keeps those in it, `!item` takes them out; `*` or `all` is every node of the template."
	aboutStage           = "Whether the session only stages its operation, to be applied node by node later."
	aboutIncludeDisabled = "Whether nodes that are disabled in the hardware state manager are acted upon too."

	aboutStatus = "State of the session as BOS reports it: `pending`, `running` or `complete`. Complete is " +
		"not success. Also `complete` where BOS's record is gone and the session was judged by its nodes " +
		"(`expired` is then true)."
	aboutStartTime = "When the session was created (RFC 3339, UTC)."
	aboutEndTime   = "When the session became complete (RFC 3339, UTC). Null where BOS's record went away " +
		"before that."
	aboutError      = "Why BOS could not set the session up. A node that fails later does not show here."
	aboutComponents = "The session's nodes, sorted and separated by commas, so that they can be the `limit` " +
		"of another session. Empty until set-up is over."
	aboutComponentCount = "Number of the session's nodes. Null where BOS v1 does not report it, as the session's " +
		"template is gone."

	aboutOutcome    = "Result of the session's nodes, counted and listed. Null until the session is complete."
	aboutManaged    = "Nodes that were the session's to the end."
	aboutSuccessful = "Managed nodes that reached what the session wanted of them."
	aboutFailed     = "Managed nodes that failed."
	aboutHeld       = "Managed nodes that neither succeeded nor failed: disabled by an administrator, or " +
		"on hold. On v1 of the API: nodes that BOS's agent has no result for, such as those that a `boot` found " +
		"on."
	aboutSuperseded  = "Nodes that a newer session took over."
	aboutFailedNodes = "All failed nodes, sorted and separated by commas, so that they can be the `limit` " +
		"of another session. " + neverNull
	aboutHeldNodes = "All nodes that were held, in the same form as `failed_nodes`. " + neverNull
	neverNull      = "The empty string where there are none or where BOS cannot say which (the count " +
		"says how many); never null within an outcome, because a null limit is every node."
	aboutPercentSuccessful = "Share of the managed nodes that succeeded, in percent, as BOS reports it."
	aboutPercentFailed     = "Share of the managed nodes that failed, in percent, as BOS reports it."
	aboutErrors            = "Failed nodes by BOS's message. On v1 of the API also held ones, by what BOS's " +
		"agent recorded of them."
	aboutErrorCount = "Number of nodes with this error."
	aboutErrorNodes = "Nodes with this error, sorted and separated by commas. BOS names ten at most and " +
		"ends a longer list with `...`."
)

const aboutNamePrefix = "What a generated name begins with, in place of `tf-`, so that the session can be recognized in " +
	"`cray bos v2 sessions list`: `name_prefix = \"nightly-\"` makes names such as " +
	"`nightly-0b1e8f5a-5c2f-4f0e-9d0e-1d6a3c9b7f42`. At most 91 characters. Not together with `name`, and not on v1 of the " +
	"API. A change runs nothing: the next session that is created gets it."

const aboutEveryNode = "Whether the session acts upon every node of the template: `true` when `limit` is left " +
	"out or selects all nodes whatever its names mean (`*`, `all`, `g1,all`), `false` otherwise. It is known in " +
	"the plan of every new session, `false` while `limit` is known only after apply: if that then turns out to " +
	"be null, Terraform refuses the apply before anything is started."

const aboutSessionEndpoint = "Base URL of the BOS that the session was started on. A saved plan cannot be " +
	"applied to another one. A session that is not found at another URL is not taken as gone; one that is found " +
	"there with the same name, start time and inputs is the same, and the new URL is taken over without a change."
