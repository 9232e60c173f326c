// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"strings"
	"testing"
)

// TestReplay_kinds replays exchanges whose starting state is not in the usual
// place of the answer.
func TestReplay_kinds(t *testing.T) {
	const record = `"actual_state":{"boot_artifacts":{"initrd":"","kernel":"","kernel_parameters":"",
	"timestamp":"2026-11-22T11:47:31"},
		"bss_token":"","last_updated":"2026-11-22T11:57:25"},"enabled":true,"error":"x","id":"x1c0s0b0n0","session":"s",
		"status":{"phase":"powering_on","status_override":""}`
	for name, test := range map[string]string{
		"a tenant that is unknown under another title": `{"request":{"method":"POST","path":"/v2/applystaged",
			"headers":{"Content-Type":"application/json","Cray-Tenant-Name":"nosuch"},"body":{"xnames":[]}},
			"response":{"status":400,"headers":{"content-type":"application/problem+json"},"body":{"title":"Bad Request",
			"detail":"Error parsing the data provided: Data not found for tenant nosuch","status":400,"type":"about:blank"}}}`,
		"a patch that names its component": `{"request":{"method":"PATCH","path":"/v2/components/x1c0s0b0n0",
			"headers":{"Content-Type":"application/json"},"body":{"id":"x1c0s0b0n0","error":"x"}},
			"response":{"status":200,"headers":{"content-type":"application/json"},"body":{RECORD}}}`,
		"patches that name their components": `{"request":{"method":"PATCH","path":"/v2/components",
			"headers":{"Content-Type":"application/json"},"body":[{"id":"x1c0s0b0n0","error":"x"}]},
			"response":{"status":200,"headers":{"content-type":"application/json"},"body":[{RECORD}]}}`,
		"a body that JSON's objects cannot hold": `{"request":{"method":"POST","path":"/v2/sessions",
			"headers":{"Content-Type":"application/json"},
			"body":"{\"name\":\"n\",\"operation\":\"boot\",\"operation\":\"reboot\",\"template_name\":\"t\"}"},
			"response":{"status":201,"headers":{"content-type":"application/json"},"body":{"components":"",
			"include_disabled":false,
			"limit":"","name":"n","operation":"reboot","stage":false,"status":{"end_time":null,"error":null,
			"start_time":"2026-11-22T11:00:33","status":"pending"},"template_name":"t","tenant":null}}}`,
		"a repeated key in v1": `{"server":"Cray-HPE/bos v2.10.34","request":{"method":"POST","path":"/v1/session",
			"headers":{"Content-Type":"application/json"},
			"body":"{\"operation\":\"boot\",\"operation\":\"shutdown\",\"templateName\":\"t\"}"},
			"response":{"status":201,"content_type":"application/json","body":{"job":"boa-2fbbfb54-e7a9-4f83-9987-9a9fa914ad92",
			"links":[{"href":"/v1/session/2fbbfb54-e7a9-4f83-9987-9a9fa914ad92",
			"jobId":"boa-2fbbfb54-e7a9-4f83-9987-9a9fa914ad92",
			"rel":"session","type":"GET"},{"href":"/v1/session/2fbbfb54-e7a9-4f83-9987-9a9fa914ad92/status","rel":"status",
			"type":"GET"}],
			"operation":"shutdown","templateName":"t"}}}`,
		"an exception over a list of none": `{"request":{"method":"PUT","path":"/v2/components",
			"headers":{"Content-Type":"application/json"},"body":[]},"response":{"status":500,
			"headers":{"content-type":"application/problem+json"},
			"body":{"detail":"The server encountered an internal error and was unable to complete your request. ` +
			`Either the server is overloaded or there is an error in the application.",
			"status":500,"title":"Internal Server Error","type":"about:blank"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			got := replayFile(t, []byte(strings.ReplaceAll(test, "{RECORD}", "{"+record+"}")))

			if got.reason != "" || len(got.differences) > 0 {
				t.Errorf("%s%s", got.reason, strings.Join(got.differences, "\n"))
			}
		})
	}
}
