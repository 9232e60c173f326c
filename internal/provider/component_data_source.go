// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newComponentDataSource() datasource.DataSource {
	return &lookup[componentData]{
		suffix:  "_component",
		schema:  componentDataSourceSchema,
		called:  func(data *componentData) string { return fmt.Sprintf("node %q", data.ID.ValueString()) },
		fetch:   fetchComponent,
		problem: componentProblem,
	}
}

// componentData is the record of one node.
type componentData struct {
	componentRecord
	Tenant types.String `tfsdk:"tenant"`
}

func fetchComponent(ctx context.Context, client *bos.Client, data *componentData) error {
	client = inTenant(client, &data.Tenant)
	component, err := client.Component(ctx, data.ID.ValueString())
	if err != nil {
		return err
	}

	data.fromAPI(component)
	return nil
}

// componentProblem says why a node's record could not be read, and in which tenant it was looked for.
func componentProblem(c *connection, data *componentData, err error) string {
	if !errors.Is(err, bos.ErrNotFound) {
		return c.told(err, data.Tenant)
	}
	id := data.ID.ValueString()
	text := fmt.Sprintf("BOS has no record of a node %q", id)
	if data.Tenant.ValueString() != "" {
		text += " " + ofTenant(data.Tenant) + ", and tells nothing of the nodes of others"
	}
	// component_get_uppercase_404.json
	text += ". It compares names letter by letter: "
	if normal := normalXname(id); normal != "" {
		text += fmt.Sprintf("write %s, in lower case and without leading zeros.", quoteText(normal))
	} else {
		text += "an xname in upper case or with leading zeros is none that it knows, nor is a NID or a host name."
	}
	return text + " `cray bos v2 components list` shows which nodes there are, `cray hsm state components list --nid NID` the xname of a NID."
}
