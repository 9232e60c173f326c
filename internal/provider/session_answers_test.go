// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const htmlForbidden = `<html><head><title>403 Forbidden</title></head><body><h1>Access denied</h1><p>by the policy of this site</p></body></html>`

func answers(status int, contentType, body string) bossim.Fault {
	return bossim.Fault{Status: status, Body: body, Header: map[string]string{"Content-Type": contentType}}
}

// What stands between us and BOS may answer anything. Each row is a look at a
// session that is there: the state survives every one.
func TestSession_readAnsweredByOthers(t *testing.T) {
	rows := []struct {
		name  string
		fault bossim.Fault
		says  []string
	}{
		{"HTML 403", answers(403, "text/html", htmlForbidden), []string{"403", "Access denied"}},
		{"502 text", answers(502, "text/plain", "upstream connect error"), []string{"502", "upstream connect error"}},
		{"503 empty", bossim.Fault{Status: 503}, []string{"503"}},
		{"truncated JSON", bossim.Fault{Truncate: 40}, []string{"200", `{"components":"x3000c0s`}},
		{"HTML with 200", answers(200, "text/html", "<html><body>Welcome</body></html>"), []string{"200", "Welcome"}},
		{"empty 200", bossim.Fault{Status: 200}, []string{"200", "empty"}},
		{"a list", answers(200, "application/json", `["x"]`), []string{"200", `["x"]`}},
		{"a bare string", answers(500, "application/json", `"database is gone"`), []string{"500", "database is gone"}},
		{"dropped", bossim.Fault{Drop: true}, []string{"EOF"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			tf := newEngine(t, bos)
			tf.write(sessionWith(""))
			tf.must("apply", "-auto-approve")
			row.fault.Method, row.fault.Path = http.MethodGet, "/v2/sessions/*"
			bos.Inject(row.fault)

			says(t, tf.exits(1, "plan"), append(row.says, `Unable to read session "s1"`, "The state stays as it was")...)

			if values, _ := tf.attributes(); values["result"] != "succeeded" {
				t.Errorf("the state changed: %v", values)
			}
			bos.wantSent(t, 1, 1)
		})
	}
}
