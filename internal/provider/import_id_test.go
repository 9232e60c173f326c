// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// `terraform import ADDRESS ""` sends neither an id nor an identity; an engine may send a null identity, too.
func TestImport_emptyID(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	identity := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String, "tenant": tftypes.String}}
	for resource, thing := range map[string]string{"bos_session": "session", "bos_session_template": "session template"} {
		p := newServer(t, bos, nil).of(resource)
		for what, sent := range map[string]*tfprotov6.ResourceIdentityData{
			"no identity":   nil,
			"null identity": {IdentityData: p.dynamic(identity, tftypes.NewValue(identity, nil))},
		} {
			before := len(bos.Requests())

			refused, err := p.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: resource, Identity: sent})
			if err != nil {
				t.Fatal(err)
			}

			said := told(refused.Diagnostics)
			for _, want := range []string{
				"error: Invalid " + thing + " name", "The value is empty",
				"A " + thing + " is imported by NAME (in the provider's tenant), TENANT/NAME, or /NAME (without a tenant).",
			} {
				if !strings.Contains(said, want) {
					t.Errorf("%s, %s: %q is missing in\n%s", resource, what, want, said)
				}
			}
			if len(refused.Diagnostics) != 1 || len(bos.Requests()) != before {
				t.Errorf("%s, %s: %d requests\n%s", resource, what, len(bos.Requests())-before, said)
			}
		}
	}
}
