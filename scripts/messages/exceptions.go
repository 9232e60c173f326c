// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import "strings"

// exception is a place that needs no cause: its file, a part of its text, and why.
type exception struct{ file, text, reason string }

const aLine = "a line of the progress file is no message: TestProgress_shown"

// exceptions of this project.
var exceptions = []exception{
	{"advice_refused.go", "Choose a source of tokens", "a token is missing only where a source was chosen"},
	{"advice.go", "If the host needs no proxy, add it", "net/http reads the variables once in a process: TestProxy_faultsOfVariables"},
	{"advice.go", "the environment variables HTTPS_PROXY", "net/http reads the variables once in a process: TestProxy_faultsOfVariables"},
	{"configure_diagnostics.go", "AddError", "the client returns input errors only"},
	{"connection.go", "configured:", "the provider passes its own type"},
	{"explain.go", "problem{}", "only a provider that is not configured has no connection"},
	{"rolling_session_host.go", "unknown:", "a wave that BOS has never shown is not waited for: it is looked for, and then started"},
	{"rolling_session_host.go", "tooMany:", "max_components of a rollout is checked in the plan"},
	{"rolling_session_model.go", "save:", "the notes can be encoded"},
	{"rolling_session_plan.go", "divide:", "the arguments are validated, and each node with a record in BOS has an xname"},
	{"rolling_session_run.go", "rest:", aLine},
	{"session_create.go", "settleName:", "the system has random bytes"},
	{"session_create.go", "saveOrigin:", "the origin can be encoded"},
	{"session_create_diagnostics.go", "BOS lists it, but does not describe it", "the candidate of an apply is described; fault rows of v1 cover several"},
	{"session_decode.go", "decode:", "the framework has checked the value against the schema"},
	{"session_checks.go", "advice: problem{}", "each input that v1 of the API does not have has a text of its own"},
	{"session_create_diagnostics.go", "the existing session has no status yet", "BOS answers each session with a status"},
	{"session_delete_diagnostics.go", "cancelFailed: problem{}", "a plan on v1 refuses on_destroy = \"cancel\""},
	{"session_delete_diagnostics.go", "To allow more time, apply a longer timeouts.delete", "TestSession_cancelFails"},
	{"session_max_components.go", "Some may be off: on which of them", "TestSession_maxComponentsCancels"},
	{"session_outcome_diagnostics.go", "List the sessions that are newer", "the sessions cannot be read between two requests of one second"},
	{"session_outcome_diagnostics.go", "failure: problem{}", "each reason of a failure has a text of its own"},
	{"session_outcome_diagnostics.go", "its result is not known", "each reason of a failure has a text of its own"},
	{"session_forecast_warning.go", "doubtOf: problem{}", "the first of several: a plan on v1"},
	{"session_forecast_difference.go", "Only %s: %s", "BOS takes nodes away between the forecast and the set-up; the other direction is shown"},
	{"session_forecast_notes.go", "whether another session is running", "TestForecast_faults"},
	{"session_forecast_notes.go", "may not do what it says", "a kind of item that this version does not know"},
	{"session_forecast_warning.go", "On v1 of the API", "TestForecast_v1"},
	{"session_import.go", "saveUnreported:", "a list of names can be encoded"},
	{"session_import.go", "readUnreported:", "only the provider writes it"},
	{"session_progress.go", "failed: ", aLine},
	{"session_progress.go", "answered: ", aLine},
	{"session_progress_text.go", "", aLine},
	{"session_wait_diagnostics.go", "The wait ended with", "a wait ends with a WaitError"},
	{"settings.go", "addError: AddError", "arguments of secrets are validated before"},
	{"staged_diagnostics.go", "Unable to apply what is staged for each of the nodes", "BOS would have to answer a retry otherwise than the first request"},
}

func (e exception) covers(p place) bool { return e.file == p.file && strings.Contains(p.text, e.text) }
