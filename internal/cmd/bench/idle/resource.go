// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// described is the part of a resource that says what it is, and not what it does.
type described interface {
	Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse)
	Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse)
}

// idleResource has another resource's attributes without their validators,
// defaults and plan modifiers, and stores what is planned.
type idleResource struct{ like described }

// identifiedResource is an idleResource like one that has an identity.
type identifiedResource struct {
	idleResource
	identity resource.ResourceWithIdentity
}

func (r *identifiedResource) IdentitySchema(
	ctx context.Context, req resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	r.identity.IdentitySchema(ctx, req, resp)
}

// idle returns a resource that looks like another and does nothing.
func idle(like resource.Resource) resource.Resource {
	if identified, ok := like.(resource.ResourceWithIdentity); ok {
		return &identifiedResource{idleResource: idleResource{like}, identity: identified}
	}

	return &idleResource{like}
}

func (r *idleResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	r.like.Metadata(ctx, req, resp)
}

func (r *idleResource) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	r.like.Schema(ctx, req, resp)
	resp.Schema.Attributes = bare(resp.Schema.Attributes)
}

func (*idleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State = stored(req.Plan)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
}

// Read sets the identity, which Terraform 1.11 does not send.
func (*idleResource) Read(ctx context.Context, _ resource.ReadRequest, resp *resource.ReadResponse) {
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
}

func (*idleResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State = stored(req.Plan)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
}

func (*idleResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// constant is the value of computed strings.
const constant = "idle"

// stored returns a plan as a state. What is unknown becomes a short constant, in an
// object for each attribute: a state costs as much as it holds, whoever fills it.
func stored(plan tfsdk.Plan) tfsdk.State {
	know := func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}

		return constantOf(value.Type()), nil
	}
	known, err := tftypes.Transform(plan.Raw, know)
	if err != nil {
		panic(err) // the value is of its own type
	}

	return tfsdk.State{Raw: known, Schema: plan.Schema}
}

// constantOf returns a value of a type; null for a collection.
func constantOf(t tftypes.Type) tftypes.Value {
	switch {
	case t.Is(tftypes.String):
		return tftypes.NewValue(t, constant)
	case t.Is(tftypes.Number):
		return tftypes.NewValue(t, 0)
	case t.Is(tftypes.Bool):
		return tftypes.NewValue(t, false)
	}
	object, ok := t.(tftypes.Object)
	if !ok {
		return tftypes.NewValue(t, nil)
	}
	attributes := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		attributes[name] = constantOf(attribute)
	}

	return tftypes.NewValue(object, attributes)
}

// identify sets the name in an identity, if the resource has one.
func identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil {
		return nil
	}

	return identity.SetAttribute(ctx, path.Root("name"), constant)
}

// bare returns attributes without validators, defaults and plan modifiers, nested
// ones included.
func bare(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	all := make(map[string]schema.Attribute, len(attributes))
	for name, attribute := range attributes {
		stripped := reflect.New(reflect.TypeOf(attribute)).Elem()
		stripped.Set(reflect.ValueOf(attribute))
		for _, behaviour := range []string{"Validators", "Default", "PlanModifiers"} {
			if field := stripped.FieldByName(behaviour); field.IsValid() {
				field.SetZero()
			}
		}
		if nested := stripped.FieldByName("Attributes"); nested.IsValid() {
			attributes, _ := nested.Interface().(map[string]schema.Attribute)
			nested.Set(reflect.ValueOf(bare(attributes)))
		}
		if nested := stripped.FieldByName("NestedObject"); nested.IsValid() {
			object, _ := nested.Interface().(schema.NestedAttributeObject)
			nested.Set(reflect.ValueOf(schema.NestedAttributeObject{Attributes: bare(object.Attributes)}))
		}
		all[name], _ = stripped.Interface().(schema.Attribute)
	}

	return all
}
