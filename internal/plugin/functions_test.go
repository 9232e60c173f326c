// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// An argument without data is null, as OpenTofu means it; every other one is as it was.
func TestServer_nullArgument(t *testing.T) {
	t.Parallel()
	word, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, tftypes.NewValue(tftypes.String, "word"))
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		argument *tfprotov6.DynamicValue
		want     bool
	}{
		"none":         {nil, true},
		"without data": {&tfprotov6.DynamicValue{}, true},
		"null in JSON": {&tfprotov6.DynamicValue{JSON: []byte("null")}, true},
		"a word":       {&word, false},
	} {
		server := newServer(withFunction{})
		resp, err := server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
			Name: "is_null", Arguments: []*tfprotov6.DynamicValue{row.argument},
		})
		if err != nil || resp.Error != nil {
			t.Errorf("%s: %v, %+v", name, err, resp.Error)
			continue
		}
		value, err := resp.Result.Unmarshal(tftypes.Bool)
		if err != nil || !value.Equal(tftypes.NewValue(tftypes.Bool, row.want)) {
			t.Errorf("%s: %v (%v)", name, value, err)
		}
	}
}

// withFunction is a provider with a function that reports whether its argument is null.
type withFunction struct{ fake }

func (withFunction) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return isNull{} }}
}

type isNull struct{}

func (isNull) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "is_null"
}

func (isNull) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Parameters: []function.Parameter{function.DynamicParameter{Name: "value", AllowNullValue: true}}, Return: function.BoolReturn{},
	}
}

func (isNull) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var value types.Dynamic
	if resp.Error = req.Arguments.Get(ctx, &value); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, value.IsNull() || value.IsUnderlyingValueNull())
	}
}
