// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// call calls a function as the framework does.
func call(t *testing.T, f function.Function, arguments ...attr.Value) (attr.Value, *function.FuncError) {
	t.Helper()
	ctx := context.Background()
	var definition function.DefinitionResponse
	f.Definition(ctx, function.DefinitionRequest{}, &definition)
	result, err := definition.Definition.Return.NewResultData(ctx)
	if err != nil {
		t.Fatal(err)
	}
	resp := function.RunResponse{Result: result}
	f.Run(ctx, function.RunRequest{Arguments: function.NewArgumentsData(arguments)}, &resp)
	return resp.Result.Value(), resp.Error
}

// wantCall checks a result, as the framework shows it.
func wantCall(t *testing.T, f function.Function, want string, arguments ...attr.Value) {
	t.Helper()
	got, err := call(t, f, arguments...)
	if err != nil || got.String() != want {
		t.Errorf("%v: %s (%v), want %s", arguments, got, err, want)
	}
}

// wantCallError checks the error of an argument; -1 is that of none.
func wantCallError(t *testing.T, f function.Function, argument int64, want string, arguments ...attr.Value) {
	t.Helper()
	_, err := call(t, f, arguments...)
	if err == nil {
		t.Errorf("%v: no error", arguments)
		return
	}
	got := int64(-1)
	if err.FunctionArgument != nil {
		got = *err.FunctionArgument
	}
	if err.Text != want || got != argument {
		t.Errorf("%v: argument %d\n got %s\nwant %s", arguments, got, err.Text, want)
	}
	if strings.HasSuffix(err.Text, ".") {
		t.Errorf("%s: the engine adds another full stop", err.Text)
	}
}

func dynamic(value attr.Value) types.Dynamic { return types.DynamicValue(value) }

func word(text string) types.Dynamic { return dynamic(types.StringValue(text)) }

// tuple is what a list in brackets is to an engine.
func tuple(values ...attr.Value) types.Dynamic {
	kinds := make([]attr.Type, len(values))
	for i, value := range values {
		kinds[i] = value.Type(context.Background())
	}
	return dynamic(types.TupleValueMust(kinds, values))
}

func words(texts ...string) types.Dynamic {
	values := make([]attr.Value, len(texts))
	for i, text := range texts {
		values[i] = types.StringValue(text)
	}
	return tuple(values...)
}

var nothing = dynamic(types.StringNull())

func TestLimitFunction(t *testing.T) {
	f, none := newLimitFunction(), types.DynamicNull()
	wantCall(t, f, `"blue,!x1,!x2,!x3"`, word("blue"), word("x1,x2,x3"))
	wantCall(t, f, `"blue,green"`, words("blue", "green"), none)
	wantCall(t, f, `"blue,green"`, word(" blue,\tgreen\n"), nothing)
	wantCall(t, f, `"a,b,c,!d,!e"`, words("a, b", "c"), words("d,e"))
	wantCall(t, f, `"blue"`, word("blue"), word(""))
	wantCall(t, f, `"blue"`, word("blue"), words())
	wantCall(t, f, `"blue"`, word("blue"), dynamic(types.ListNull(types.StringType)))
	wantCall(t, f, `"a,!b"`, dynamic(types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a")})),
		dynamic(types.ListValueMust(types.StringType, []attr.Value{types.StringValue("b")})))
	wantCall(t, f, `"a"`, tuple(word("a")), none)
	wantCall(t, f, `"x3000c0s1b0n0,!blue"`, word("X3000C0S01B0N0"), word("blue"))
}

func TestLimitFunction_unknown(t *testing.T) {
	const unknown = "<unknown>"
	f, none, later := newLimitFunction(), types.DynamicNull(), types.StringUnknown()
	wantCall(t, f, unknown, types.DynamicUnknown(), none)
	wantCall(t, f, unknown, dynamic(later), word("a"))
	wantCall(t, f, unknown, word("a"), types.DynamicUnknown())
	wantCall(t, f, unknown, word("a"), dynamic(later))
	wantCall(t, f, unknown, tuple(types.StringValue("a"), later), none)
	wantCall(t, f, unknown, word("a"), tuple(later, types.StringValue("b")))
	wantCall(t, f, unknown, word("a"), tuple(types.DynamicUnknown()))
	wantCall(t, f, unknown, dynamic(types.ListUnknown(types.StringType)), none)
	// What is wrong already does not wait until the rest is known.
	wantCallError(t, f, 0, "item 1, `!a`, begins with an operator: write the name alone, here if it is to be included, "+
		"and in `exclude` if it is to be excluded", word("!a"), dynamic(later))
	wantCallError(t, f, 1, "element 1 is not a string", word("a"), tuple(later, types.BoolValue(true)))
}

func TestLimitFunction_errors(t *testing.T) {
	const nothingIncluded = "there is nothing to include, and BOS takes an empty limit as every node: " +
		"call the function only where something was selected, such as in a resource with `count = length(local.nodes) == 0 ? 0 : 1`"
	f, none := newLimitFunction(), types.DynamicNull()
	for _, include := range []types.Dynamic{none, nothing, word(""), words(), dynamic(types.SetNull(types.StringType))} {
		wantCallError(t, f, 0, nothingIncluded, include, word("a"))
	}
	for text, include := range map[string]types.Dynamic{
		"item 2 of `a,,b` is empty: remove the comma":                     word("a,,b"),
		"item 3 of `a, b, ` is empty: remove the comma":                   word("a, b, "),
		"item 1 of `,` is empty: remove the comma":                        word(","),
		"` ` holds nothing but white space":                               word(" "),
		"element 1: item 2 of `b,` is empty: remove the comma":            words("a", "b,"),
		"element 1: ` ` holds nothing but white space":                    words("a", " "),
		"element 1 is an empty string: leave it out, as `compact()` does": words("a", ""),
		"element 0 is null: leave it out, as `compact()` does":            tuple(types.StringNull(), types.StringValue("a")),
		"element 1 is null: leave it out, as `compact()` does ":           tuple(types.StringValue("a"), types.DynamicNull()),
		"element 0 is not a string":                                       tuple(types.Int64Value(1)),
		"element 1 is not a string":                                       tuple(types.StringValue("a"), types.Int64Value(1)),
		"a string or a list of strings is required":                       dynamic(types.BoolValue(true)),
		"a string or a list of strings is required ":                      dynamic(types.MapValueMust(types.StringType, nil)),
	} {
		text = strings.TrimSuffix(text, " ") // a second row of the same text
		wantCallError(t, f, 0, text, include, none)
		wantCallError(t, f, 1, text, word("a"), include)
	}
	wantCallError(t, f, 1, "item 2, `&b`, begins with an operator: write the name alone, here if it is to be excluded", word("a"), word("c, &b"))
	wantCallError(t, f, 1, "item 1, `all`, stands for every node: nothing would remain", word("a"), word("all"))
	wantCallError(t, f, 1, "nothing is left: every name in `include` is excluded", word("a,b"), words("b", "a"))
	wantCallError(t, f, -1, "the limit would have 524290 characters, but BOS takes no more than 524288: "+
		"name groups, partitions or roles in place of single nodes", word(strings.Repeat("a", bos.MaxLimitLength-1)), word("b"))
}

func TestLimitFunction_names(t *testing.T) {
	f, none := newLimitFunction(), types.DynamicNull()
	for item, want := range map[string]string{
		"x3000c0s1": "is the xname of a slot, not of a node. BOS does not look for the nodes in it: write the xname of each node, such as " +
			"`x3000c0s1b0n0`, or take those that lie below it by `provider::bos::nodes_of`",
		"x3000c0s1b1": "is the xname of a controller, not of a node. BOS does not look for the nodes behind it: write the xname of each " +
			"node, such as `x3000c0s1b1n0`, or take those that lie below it by `provider::bos::nodes_of`",
		"x3000c0s[1-2]b0n0": "looks like a pattern. BOS knows none: it takes the text for a name, which no node has: write each node, " +
			"or a group, partition or role, or expand xnames by `provider::bos::expand_xnames`",
		"a b": "looks like several items in one. BOS separates items by commas alone and takes the text for one name, " +
			"which no node has: put a comma between the items",
		"All":       "is not BOS's word for every node, which is in lower case: write `all`",
		"nid000001": "looks like a node ID (NID). BOS finds no node by its NID, and refuses such a limit when its option `reject_nids` is set: write the node's xname, such as `x3000c0s1b0n0`",
	} {
		wantCallError(t, f, 0, "item 2, `"+item+"`, "+want, words("g", item), none)
	}
}

// What the function returns passes the validator of the argument without a word.
func TestLimitFunction_passesTheValidator(t *testing.T) {
	for _, arguments := range [][2]types.Dynamic{
		{word("blue"), word("x3000c0s1b0n0,x3000c0s1b1n0")},
		{word("blue,all,green"), word("blue")},
		{word("X3000C0S01B0N0,x3000c0s1b0n0"), word("x3000c0s9b0n0,red")},
		{words("*"), words("a", "a")},
	} {
		limit, err := call(t, newLimitFunction(), arguments[0], arguments[1])
		text, ok := limit.(types.String)
		if err != nil || !ok {
			t.Fatal(limit, err)
		}
		if diags := validate(validLimit(), text); len(diags) > 0 {
			t.Errorf("%s: %v", text, texts(diags))
		}
	}
}
