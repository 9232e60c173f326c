// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// metaArguments are Terraform's own.
var metaArguments = []string{"depends_on", "provider"}

// object is the body of a block as a provider gets it.
func (s *scope) object(address string, block *hclsyntax.Block, schema *tfprotov6.SchemaBlock, of tftypes.Type) (*tfprotov6.DynamicValue, cty.Value) {
	ty := ctyType(s.p, of)
	all := map[string]cty.Value{}
	given := hclsyntax.Attributes{}
	if block != nil {
		given = block.Body.Attributes
	}
	for _, a := range schema.Attributes {
		want := ty.AttributeType(a.Name)
		all[a.Name] = cty.NullVal(want)
		if given[a.Name] == nil {
			if a.Required {
				s.p.errorf(address, "Missing required argument", "The argument %q is required, but no definition was found.", a.Name)
			}
			continue
		}
		value, diags := s.eval(given[a.Name].Expr)
		if s.said(address, diags); diags.HasErrors() {
			continue
		}
		converted, err := convert.Convert(value, optional(want))
		if err != nil {
			s.p.errorf(address, "Incorrect attribute value type", "Inappropriate value for attribute %q: %s.", a.Name, err)
			continue
		}
		all[a.Name] = converted
	}
	for name := range given {
		if all[name] == cty.NilVal && !slices.Contains(metaArguments, name) {
			if slices.Contains([]string{"count", "for_each"}, name) {
				s.p.unsupported(name)
			}
			s.p.errorf(address, "Unsupported argument", "An argument named %q is not expected here.", name)
		}
	}
	value := cty.ObjectVal(all)
	if s.p.failed {
		return nil, value
	}
	return packed(s.p, value, ty), value
}

// optional is a type whose objects may leave attributes out.
func optional(ty cty.Type) cty.Type {
	switch {
	case ty.IsObjectType():
		all := map[string]cty.Type{}
		for name, inner := range ty.AttributeTypes() {
			all[name] = optional(inner)
		}
		return cty.ObjectWithOptionalAttrs(all, slices.Collect(maps.Keys(all)))
	case ty.IsMapType():
		return cty.Map(optional(ty.ElementType()))
	case ty.IsListType():
		return cty.List(optional(ty.ElementType()))
	case ty.IsSetType():
		return cty.Set(optional(ty.ElementType()))
	default:
		return ty
	}
}

func (s *scope) providerConfig() *tfprotov6.DynamicValue {
	schema := s.p.base.schema.Provider
	config, _ := s.object("provider.bos", s.provider, schema.Block, schema.ValueType())
	return config
}

// resourceConfig is the configuration of a resource or a data source; nil after an error.
func (s *scope) resourceConfig(address string) (*tfprotov6.DynamicValue, cty.Value) {
	block := s.blocks[address]
	schemas := s.p.base.schema.ResourceSchemas
	if block.Type == "data" {
		schemas = s.p.base.schema.DataSourceSchemas
	}
	schema := schemas[block.Labels[0]]
	if schema == nil {
		s.p.errorf(address, "Invalid resource type", "The provider does not support %s.", block.Labels[0])
		return nil, cty.NilVal
	}
	return s.object(address, block, schema.Block, schema.ValueType())
}
