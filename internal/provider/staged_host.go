// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

// stagedHost is what applies what is staged: a resource, or an action. The request and its result are the same for both.
// What becomes of it after an error, and what the user can do next, is not.
type stagedHost interface {
	again() string // the step that sends the request again
	// failed is about nodes for which BOS could not apply what is staged; also is about those for which it could.
	failed(also string) problem
	nothing() problem // nothing was staged for any node
	onlyTo() string   // the step that reboots nodes whose operation stays staged
	unresolved() problem
}

// stagedInState is a bos_staged_session_application, which an error taints: the next apply replaces it, which sends the
// request again.
type stagedInState struct{}

func (stagedInState) again() string { return applyAgain }

func (stagedInState) failed(also string) problem {
	return problem{
		what: "\n\nThe resource stays in the state, tainted: the next apply applies what is staged for all of its nodes again" +
			also + ".",
		next: []string{"To accept this result: `terraform untaint ADDRESS`"},
	}
}

func (stagedInState) nothing() problem {
	return problem{
		what: "\n\nThe resource stays in the state, tainted: the next apply sends the same request again.",
		next: []string{
			"Stage the operation by a bos_session with stage = true, wait until it is set up, and apply again.",
			"If what was staged is applied already, accept this result: `terraform untaint ADDRESS`",
		},
	}
}

func (stagedInState) onlyTo() string { return "Replace this resource only if the nodes should reboot." }

func (stagedInState) unresolved() problem {
	return problem{
		what: "\n\nThe resource stays in the state, tainted: `terraform apply` alone applies what is staged for all of its " +
			"nodes again, which reboots those of a staged reboot once more, unless BOS's option clear_stage is true.",
		next: []string{"To accept this result and apply nothing more: `terraform untaint ADDRESS`"},
	}
}

// stagedInvoked is the action bos_apply_staged.
type stagedInvoked struct{}

func (stagedInvoked) again() string { return invokeAgain(stagedActionType) }

func (stagedInvoked) failed(also string) problem {
	return problem{what: "\n\nNothing repeats the request by itself. Invoking the action again applies what is staged for all " +
		"of its nodes" + also + "."}
}

func (stagedInvoked) nothing() problem {
	return problem{next: []string{
		"Stage the operation by a bos_session with stage = true, and wait until it is set up.",
		"Then invoke the action again: " + invokeCommand(stagedActionType),
	}}
}

func (stagedInvoked) onlyTo() string {
	return "Invoke the action again only if the nodes should reboot."
}

func (stagedInvoked) unresolved() problem {
	return problem{
		what: "\n\nNothing repeats the request by itself. Invoking the action again applies what is staged for all of its " +
			"nodes, which reboots those of a staged reboot once more, unless BOS's option clear_stage is true.",
		next: []string{"Invoke the action again only for nodes to which nothing was applied."},
	}
}
