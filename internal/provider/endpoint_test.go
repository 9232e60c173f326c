// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

func TestConnection_endpoint(t *testing.T) {
	client, err := newClient(gateway.Config{Endpoint: "HTTPS://BOS.example:443/apis/bos/"}, bos.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		connection *connection
		want       types.String
	}{
		"configured":       {&connection{client: client}, types.StringValue(client.Endpoint())},
		"not known yet":    {&connection{unknown: []string{"endpoint"}}, types.StringUnknown()},
		"while validating": {nil, types.StringNull()},
	} {
		if got := c.connection.endpoint(); !got.Equal(c.want) {
			t.Errorf("%s: endpoint is %s, want %s", name, got, c.want)
		}
	}
}
