// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// There is an advice for each kind of trouble, whatever is known of the connection.
func TestAdvice_forEveryTrouble(t *testing.T) {
	seen := 0
	for trouble := gateway.NoTrouble + 1; !strings.HasPrefix(trouble.String(), "Trouble("); trouble++ {
		seen++
		advise, ok := advices[trouble]
		if !ok {
			t.Errorf("there is no advice for %s", trouble)
			continue
		}
		for _, tokens := range []tokenSource{noToken, fromToken, fromTokenFile, fromCredentials, fromCrayCLI} {
			for _, tenant := range []string{"", "vcluster-blue"} {
				a := access{endpoint: anyEndpoint, tokens: tokens, given: "GIVEN", file: "FILE", account: "ACCOUNT", configuration: "CONFIGURATION"}
				advised := advise(situation{access: a, tenant: tenant, server: "BOS", argument: "endpoint"})
				if len(advised.next) == 0 {
					t.Errorf("%s: there is no next step", trouble)
				}
				for _, text := range append(advised.next, advised.what) {
					ended := strings.HasSuffix(text, ".") || strings.HasSuffix(text, "`")
					if !ended || strings.Contains(text, "%!") || strings.Contains(text, "  ") {
						t.Errorf("%s: %q", trouble, text)
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d kinds of trouble were looked at", seen)
	}
}

// What no server on this machine can show: a name that does not resolve.
func TestAdvice_noSuchHost(t *testing.T) {
	c := &connection{access: access{endpoint: "https://api.cmn.example.com/apis/bos"}}
	err := &gateway.Error{Method: "GET", Path: "/v2/version", Err: &net.DNSError{Err: "no such host", Name: "api.cmn.example.com", IsNotFound: true}}

	text := c.explain(err, types.StringNull()).what

	const want = "GET /v2/version: lookup api.cmn.example.com: no such host.\n\n" +
		"The name of BOS at https://api.cmn.example.com/apis/bos does not resolve on this machine."
	if !strings.HasPrefix(text, want) {
		t.Errorf("told %q", text)
	}
}

// An error that is none of a request's has no advice.
func TestAdvice_none(t *testing.T) {
	c := &connection{access: access{endpoint: anyEndpoint}}
	for _, err := range []error{errors.New("odd"), &gateway.Error{Method: "GET", Path: "/v2/x", Status: 400, Detail: "no"}} {
		if text := c.explain(err, types.StringValue("blue")).what; strings.Contains(text, "\n") {
			t.Errorf("told %q", text)
		}
	}
	if text := (*connection)(nil).explain(errors.New("odd"), types.StringNull()).what; text != "Odd." {
		t.Errorf("told %q", text)
	}
}
