// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"
)

// Given an argument that is known only after apply, then a plan that must ask BOS
// says so and asks nothing; so does each other plan when it has to.
func TestConnect_unknownArguments(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tf := newRealEngine(t, g.sim)
	source := func(value string) string {
		return fmt.Sprintf("resource \"terraform_data\" \"source\" {\n input = %q\n}\n", value)
	}
	const output = "terraform_data.source.output"
	for argument, block := range map[string]string{
		"token":                            "token = " + output,
		"token_file":                       "token_file = " + output,
		"client_credentials.client_secret": `client_credentials = { client_id = "admin-client", client_secret = ` + output + " }",
		"tenant":                           adminAccount + "\n tenant = " + output,
	} {
		tf.configure(g.config(block, source("any")+oneVersion))
		says(t, tf.exits(1, "plan"), "Unable to read the version of BOS",
			"The provider's "+argument+" is known only after apply, and a request to BOS is needed now", "terraform apply -target=ADDRESS")
	}
	if came := g.came(); len(came) > 0 {
		t.Fatalf("%d requests", len(came))
	}

	// A session that is new needs no request before the apply …
	first, second := g.issue(t, "alice").AccessToken, g.issue(t, "alice").AccessToken
	tf.configure(g.config("token = "+output, source(first)+waitingWith("")))
	tf.exits(2, "plan", "-detailed-exitcode")
	if came := g.came(); len(came) > 0 {
		t.Errorf("%d requests", len(came))
	}
	tf.must("apply", "-auto-approve")
	tf.exits(0, "plan", "-detailed-exitcode")

	// … and one that is there has to be read.
	tf.configure(g.config("token = "+output, source(second)+waitingWith("")))
	says(t, tf.exits(1, "plan"), "Unable to read session", "The provider's token is known only after apply")
	tf.must("apply", "-auto-approve", "-target=terraform_data.source")
	tf.exits(0, "plan", "-detailed-exitcode")
	g.wantSent(t, 1, 1)
	g.wantRefusals(t, 0, "")
}
