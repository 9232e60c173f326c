// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func newOptionsDataSource() datasource.DataSource {
	return &dataSource[types.Object]{
		suffix: "_options",
		schema: optionsDataSourceSchema,
		called: func(*types.Object) string { return "BOS's options" },
		read:   readOptions,
		problem: func(c *connection, _ *types.Object, err error) problem {
			return optionsProblem(c, "read", err)
		},
	}
}

func optionsDataSourceSchema() schema.Schema {
	attributes := map[string]schema.Attribute{}
	for _, rule := range bos.OptionRules() {
		switch about := aboutOption[rule.Name]; rule.Kind {
		case bos.OptionNumber:
			attributes[rule.Name] = computedNumber(about)
		case bos.OptionFlag:
			attributes[rule.Name] = computedFlag(about)
		case bos.OptionText:
			fallthrough
		default:
			attributes[rule.Name] = computedText(about)
		}
	}
	return schema.Schema{
		MarkdownDescription: "Reads the options of BOS itself, which apply to the whole system. It costs one " +
			"request and changes nothing. An option that this version of BOS does not have is null. Only an " +
			"administrator of the system may read them, not one of a tenant. Not on v1 of the API.",
		Attributes: attributes,
	}
}

// readOptions reads all options. One that BOS does not have, or has with another type, is null.
func readOptions(ctx context.Context, client *bos.Client, data *types.Object) error {
	options, err := client.Options(ctx)
	if err != nil {
		return err
	}

	values := make(map[string]attr.Value, len(options))
	for _, rule := range bos.OptionRules() {
		option := options[rule.Name]
		switch rule.Kind {
		case bos.OptionNumber:
			values[rule.Name] = types.Int64PointerValue(option.Number)
		case bos.OptionFlag:
			values[rule.Name] = types.BoolPointerValue(option.Flag)
		case bos.OptionText:
			values[rule.Name] = types.StringPointerValue(option.Text)
		}
	}
	*data = types.ObjectValueMust(data.AttributeTypes(ctx), values)
	return nil
}
