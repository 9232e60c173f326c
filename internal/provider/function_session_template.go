// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// sessionTemplateFunction is provider::bos::session_template.
type sessionTemplateFunction struct{}

var _ function.Function = sessionTemplateFunction{}

func newSessionTemplateFunction() function.Function { return sessionTemplateFunction{} }

// templateFileTypes are the arguments of a bos_session_template that a template's JSON has.
var templateFileTypes = map[string]attr.Type{
	"name":        types.StringType,
	"tenant":      types.StringType,
	"description": types.StringType,
	"enable_cfs":  types.BoolType,
	"cfs":         types.ObjectType{AttrTypes: cfsTypes},
	"boot_sets":   types.MapType{ElemType: types.ObjectType{AttrTypes: bootSetTypes}},
}

func (sessionTemplateFunction) Metadata(
	_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse,
) {
	resp.Name = "session_template"
}

func (sessionTemplateFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Reads a session template from JSON and refuses every key that BOS does not know",
		MarkdownDescription: "Returns an object with the arguments `name`, `tenant`, `description`, `enable_cfs`, `cfs` and " +
			"`boot_sets` of a `bos_session_template`, from JSON as the Cray CLI writes it: " +
			"`cray bos v2 sessiontemplates describe NAME --format json`. What the JSON does not have is null.\n\n" +
			"A key that BOS does not know is an error, with its path and the nearest key: " +
			"`boot_sets[\"compute\"].kernel_params`, say. (Terraform and OpenTofu drop such a key without a word where it is " +
			"written in `boot_sets` of the resource.) So are a key that is there twice, a value of the wrong type, and " +
			"anything behind the template. Values are not checked further: the resource does that.\n\n" +
			"- `tenant` is only what the JSON says. Leave it out of the resource to have the provider's tenant.\n" +
			"- `links` is read over, and so are keys of BOS v1 that have no effect in v2: `network`, `boot_ordinal`, " +
			"`shutdown_ordinal` and `name` of a boot set.\n" +
			"- Other keys of v1, such as `cfs_branch` and `partition`, are an error if they have a value, because nothing " +
			"in v2 does the same.\n" +
			"- An empty string or list is null, because BOS takes both as absent.",
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "json",
			MarkdownDescription: "The JSON of one session template, such as `file(\"compute.json\")`.",
		}},
		Return: function.ObjectReturn{AttributeTypes: templateFileTypes},
	}
}

func (sessionTemplateFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	template, faults := bos.ReadTemplateFile(text)
	if len(faults) > 0 {
		resp.Error = function.NewArgumentFuncError(0, templateFileFaults(faults))
		return
	}

	sets := make(map[string]attr.Value, len(template.BootSets))
	for name, found := range template.BootSets {
		set := bootSetModel{}.fromAPI(found)
		set.Path, set.Type, set.Arch = textOrNull(found.Path), textOrNull(found.Type), textOrNull(found.Arch)
		sets[name] = set.object()
	}
	object, diags := types.ObjectValue(templateFileTypes, map[string]attr.Value{
		"name":        textOrNull(template.Name),
		"tenant":      textOrNull(template.Tenant),
		"description": textOrNull(template.Description),
		"enable_cfs":  types.BoolPointerValue(template.EnableCFS),
		"cfs":         keepCFS(types.ObjectNull(cfsTypes), template.Configuration),
		"boot_sets":   types.MapValueMust(types.ObjectType{AttrTypes: bootSetTypes}, sets),
	})
	if resp.Error = function.FuncErrorFromDiags(ctx, diags); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, object)
	}
}

// templateFileFaults words what is wrong in a template's JSON: the only fault, or a list of the first ones.
func templateFileFaults(faults []bos.TemplateFileFault) string {
	const most = 10
	if len(faults) == 1 {
		return templateFileFault(faults[0])
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d faults:", len(faults))
	for i, fault := range faults {
		if i == most {
			fmt.Fprintf(&text, "\n  - %d more", len(faults)-most)
			break
		}
		text.WriteString("\n  - " + templateFileFault(fault))
	}
	return text.String()
}

func templateFileFault(f bos.TemplateFileFault) string {
	at := quoteText(f.Path) + " "
	if f.Path == "" {
		at = "the JSON "
	}
	switch f.Kind {
	case bos.TemplateNoJSON:
		return "this is not JSON: " + f.Err.Error()
	case bos.TemplateList:
		return "this is a list: give the JSON of one session template, such as `jsonencode(jsondecode(…)[0])`"
	case bos.TemplateUnknownKey:
		if f.Meant != "" {
			return fmt.Sprintf("%sis not a key of BOS; did you mean %s?", at, quoteText(f.Meant))
		}
		return fmt.Sprintf("%sis not a key of BOS; here are %s", at, listOfChoices(f.Known))
	case bos.TemplateOnlyV1:
		return at + "is a key of BOS v1, and nothing in v2 does the same: remove it"
	case bos.TemplateKeyTwice:
		return at + "is there twice"
	case bos.TemplateType:
		return fmt.Sprintf("%sis %s; %s is required", at, f.Found, f.Wanted)
	default: // bos.TemplateNoBootSets
		return "there is no `boot_sets`: this is not the JSON of a session template"
	}
}
