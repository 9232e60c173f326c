// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Reasons for which a recording is not replayed.
const (
	reasonDatabase = "outage of the database"
	reasonService  = "outage of another service"
	reasonInternal = "an internal error whose cause the answer does not tell"
	reasonUnseen   = "somebody acted on the nodes whom the recording does not show"
	reasonUnknown  = "a check of the template failed for a cause that no template has"
)

// Error messages of Python and requests about a service that did not answer or
// answered nonsense, in a refusal, a warning or a session's error.
var serviceFailed = regexp.MustCompile(`(?i)Max retries exceeded|Connection (refused|aborted|reset)|RemoteDisconnected|` +
	`ConnectionError|ConnectTimeout|ReadTimeout|timed out|NewConnectionError|NameResolutionError|too many 5\d\d|` +
	`HTTPError|ApiResponseError|RequestException|RequestsError|EndpointConnectionError|ClientError|` +
	`\b50[0234]\b.*(error|unavailable|gateway|time-?out)|Service Unavailable|Bad Gateway|Gateway Time-?out|JSONDecodeError`)

// notReplayed returns why an exchange cannot be replayed, "" if it can. It
// depends on the route and on the cause in the answer.
func notReplayed(ex exchange) string {
	title, detail := ex.Response.problem()
	r := routeOf(ex.Request)
	if ex.Response.Status == http.StatusServiceUnavailable && strings.Contains(title, "database") {
		return reasonDatabase
	}
	if health, ok := ex.Response.Body.(object); ok && r.is("v2", "healthz") && health["dbStatus"] != "ok" {
		return reasonDatabase
	}
	if ex.Response.Status >= http.StatusBadGateway {
		return reasonService
	}
	if r.parts[0] == "v1" {
		return ""
	}
	if ex.Response.Status == http.StatusInternalServerError && !causeInRequest(ex.Request, r) {
		return reasonInternal
	}
	words, _ := ex.Response.Body.(string)
	if serviceFailed.MatchString(detail) || serviceFailed.MatchString(words) {
		return reasonService
	}
	if strings.HasPrefix(detail, failsCheck) && !knownFaults(strings.TrimPrefix(detail, failsCheck)) {
		return reasonUnknown
	}
	if r.is("v2", "sessiontemplatesvalid", "*") &&
		strings.HasPrefix(words, "Session template: ") && !knownFaults(words) {
		return reasonUnknown
	}
	return ""
}

// causeInRequest reports whether the request contains what is known to raise an
// exception in BOS: an age, which may lie beyond the calendar, or no component to
// write.
func causeInRequest(request recordedRequest, r route) bool {
	_, agesAsked := r.ages()
	list, isList := request.decoded().([]any)
	return agesAsked || r.method == http.MethodPut && r.is("v2", "components") && isList && len(list) == 0
}

// Parts of a node's or session's error that BOS passes on from a service.
var (
	callFailed   = regexp.MustCompile(`An error was encountered while|was not returned by (PCS|CAPMC|CFS)`)
	templateGone = regexp.MustCompile(`\(404\) to GET \S*/v2/sessiontemplates/`)
)

// lifeNotReplayed is notReplayed for a life: there the simulator must reproduce
// the errors of the session and of its nodes by itself.
func lifeNotReplayed(steps []exchange) string {
	for _, step := range steps {
		if reason := notReplayed(step); reason != "" {
			return reason
		}
		body, _ := step.Response.Body.(object)
		for _, text := range errorsIn(body) {
			if (serviceFailed.MatchString(text) || callFailed.MatchString(text)) && !templateGone.MatchString(text) {
				return reasonService
			}
		}
	}
	if actedUnseen(steps) {
		return reasonUnseen
	}
	return ""
}

// actedUnseen reports whether somebody acted whom the recording does not show: a
// session that, as far as its steps show, ran to its end by itself lost all its
// nodes to another, or left a node disabled before its end.
func actedUnseen(steps []exchange) bool {
	for i, step := range steps {
		if (step.Request.Method == http.MethodPost) != (i == 0) {
			return false
		}
	}
	e := gather(steps)
	if len(e.statuses) == 0 || len(e.nodes()) == 0 {
		return false
	}
	last := e.statuses[len(e.statuses)-1]
	managed, _ := jsonInt(last["managed_components_count"])
	phases, _ := last["phases"].(object)
	if last["status"] != "complete" || percent(phases["percent_complete"]) > 0 && managed == 0 {
		return false
	}
	lost, disabled := false, false
	for _, record := range e.last {
		state, _ := record["status"].(object)
		lost = lost || record["session"] != e.name
		disabled = disabled || record["enabled"] == false && state["status"] != "stable" && state["status"] != "failed"
	}
	return managed == 0 && (lost || len(e.last) == 0) || managed > 0 && disabled && newCensus(last).working > 0
}

// errorsIn returns the errors in a session, an extended status or a component.
func errorsIn(body object) []string {
	var texts []string
	if text, ok := body["error"].(string); ok {
		texts = append(texts, text)
	}
	if state, ok := body["status"].(object); ok {
		text, _ := state["error"].(string)
		texts = append(texts, text)
	}
	summary, _ := body["error_summary"].(object)
	return append(texts, sortedKeys(summary)...)
}

// knownFaults reports whether each part of the text is a fault that a template
// can be made to have.
func knownFaults(words string) bool {
	if noBootSets.MatchString(words) {
		return true
	}
	faults := faultsIn(words)
	for _, fault := range faults {
		known := false
		for _, pattern := range []*regexp.Regexp{
			unknownType, missingManifest, notInIMS, unknownRootfs, lacksArtifact, foreignImage,
			archMismatch, nidInList, archOther, noNodes, noNodesInFields,
		} {
			known = known || pattern.MatchString(fault.message)
		}
		if !known {
			return false
		}
	}
	return len(faults) > 0
}

const inventoryDown = `{"name":"s","status":{"status":"complete","error":"HTTPConnectionPool(host='hsm',` +
	` port=80): Max retries exceeded with url"}}`

func TestLifeNotReplayed_setUpOverAnOutage(t *testing.T) {
	step := exchange{
		Request:  recordedRequest{Method: "GET", Path: "/v2/sessions/s"},
		Response: recordedResponse{Status: 200, Body: mustParseAnswer(t, 200, inventoryDown).body},
	}

	if got := lifeNotReplayed([]exchange{step}); got != reasonService {
		t.Errorf("lifeNotReplayed = %q, want %q", got, reasonService)
	}
}

func TestLifeNotReplayed_setUpOverADeletedTemplate(t *testing.T) {
	const gone = `{"status":{"error":"x.ApiResponseError: Non-2XX response (404) to GET ` +
		`http://cray-bos/v2/sessiontemplates/t\n"}}`
	step := exchange{
		Request:  recordedRequest{Method: "GET", Path: "/v2/sessions/s"},
		Response: recordedResponse{Status: 200, Body: mustParseAnswer(t, 200, gone).body},
	}

	if got := lifeNotReplayed([]exchange{step}); got != "" {
		t.Errorf("lifeNotReplayed = %q, want none", got)
	}
}

func TestLifeNotReplayed_takeover(t *testing.T) {
	step := func(method, path, body string) exchange {
		return exchange{
			Request:  recordedRequest{Method: method, Path: path},
			Response: recordedResponse{Status: 200, Body: mustParseAnswer(t, 200, body).body},
		}
	}
	const status = `{"status":"complete","managed_components_count":%N%,"percent_successful":%P%,"percent_failed":0.0,` +
		`"percent_staged":0.0}`
	const node = `{"id":"a","enabled":false,"session":"%S%","status":{"status":"%T%"}}`
	for _, c := range []struct{ name, managed, successful, session, state, want string }{
		{"taken over", "0", "0.0", "another", "stable", reasonUnseen},
		{"taken over, according to the status alone", "0", "0.0", "s", "stable", ""},
		{"half disabled", "2", "50.0", "s", "power_on_called", reasonUnseen},
		{"half disabled, according to the status alone", "2", "50.0", "s", "stable", ""},
		{"successful", "2", "100.0", "s", "stable", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fill := strings.NewReplacer("%N%", c.managed, "%P%", c.successful, "%S%", c.session, "%T%", c.state)
			got := lifeNotReplayed([]exchange{
				step("POST", "/v2/sessions", `{"name":"s"}`),
				step("GET", "/v2/sessions/s", `{"name":"s","components":"a,b"}`),
				step("GET", "/v2/components/a", fill.Replace(node)),
				step("GET", "/v2/sessions/s/status", fill.Replace(status)),
			})

			if got != c.want {
				t.Errorf("lifeNotReplayed = %q, want %q", got, c.want)
			}
		})
	}
}

func TestNotReplayed_causes(t *testing.T) {
	const problem = `{"title":%TITLE%,"status":400,"type":"about:blank","detail":%DETAIL%}`
	given := func(title, detail string) string {
		text := strings.ReplaceAll(problem, "%TITLE%", string(encodeJSON(title)))
		return strings.ReplaceAll(text, "%DETAIL%", string(encodeJSON(detail)))
	}
	const faulty = "Session template fails check: Session template: 't' boot set: 'c': "
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{
			"database down", "GET", "/v2/sessions", given("Unable to connect to the Redis database", "Error 111"), 503,
			reasonDatabase,
		},
		{"database down, health", "GET", "/v2/healthz", `{"apiStatus":"ok","dbStatus":"not_available"}`, 200, reasonDatabase},
		{"healthy", "GET", "/v2/healthz", `{"apiStatus":"ok","dbStatus":"ok"}`, 200, ""},
		{"database down, POST", "POST", "/v2/sessions", given("Bad Request", "Session Template Name invalid: t"), 400, ""},
		{"gateway", "GET", "/v2/sessions", `"x"`, 502, reasonService},
		{
			"image service down", "POST", "/v2/sessions",
			given("Bad Request", faulty+"HTTPSConnectionPool(host='x'): Max retries exceeded"), 400, reasonService,
		},
		{
			"image missing", "POST", "/v2/sessions",
			given("Bad Request", faulty+"Can't find boot artifacts. Error: x.ManifestNotFound: Unable to read manifest file "+
				"'s3://b/x/manifest.json'.\n"), 400, "",
		},
		{"unheard-of fault", "POST", "/v2/sessions", given("Bad Request", faulty+"Has no bananas"), 400, reasonUnknown},
		{"a session whose set-up failed", "GET", "/v2/sessions/s", inventoryDown, 200, ""},
		{"the calendar's end", "GET", "/v2/sessions?min_age=9999999w", given("Internal Server Error", "The server"), 500, ""},
		{"an internal error", "GET", "/v2/sessions", given("Internal Server Error", "The server"), 500, reasonInternal},
		{"v1", "GET", "/v1/session", `[]`, 200, ""},
		{
			"v1, database down", "GET", "/v1/sessiontemplate", given("Unable to connect to the Redis database", "Error 111"),
			503, reasonDatabase,
		},
		{
			"a template without boot sets", "POST", "/v2/sessions",
			given("Bad Request", failsCheck+"Session template 't' requires at least 1 boot set."), 400, "",
		},
		{"a schema's words", "POST", "/v2/sessions", given("Bad Request", "'x' is too long - 'name'"), 400, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ex := exchange{
				Request:  recordedRequest{Method: c.method, Path: c.path},
				Response: recordedResponse{Status: c.status, Body: mustParseAnswer(t, c.status, c.body).body},
			}

			if got := notReplayed(ex); got != c.want {
				t.Errorf("notReplayed = %q, want %q", got, c.want)
			}
		})
	}
}
