// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// scope is a configuration, and what is known of its values so far.
type scope struct {
	p         *played
	provider  *hclsyntax.Block
	blocks    map[string]*hclsyntax.Block // resources and data sources by address
	order     []string                    // of their addresses: what is referred to comes first
	locals    map[string]hclsyntax.Expression
	outputs   []*hclsyntax.Block
	variables map[string]cty.Value
	values    map[string]cty.Value // by address
}

// readScope reads the files of the directory.
func (p *played) readScope() *scope {
	p.t.Helper()
	s := &scope{
		p: p, blocks: map[string]*hclsyntax.Block{}, locals: map[string]hclsyntax.Expression{},
		variables: map[string]cty.Value{}, values: map[string]cty.Value{},
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "*.tf"))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // a file of the test
		if err != nil {
			p.t.Fatal(err)
		}
		parsed, diags := hclsyntax.ParseConfig(content, filepath.Base(file), hcl.InitialPos)
		if s.said("", diags); diags.HasErrors() {
			return s
		}
		body, _ := parsed.Body.(*hclsyntax.Body)
		for _, block := range body.Blocks {
			s.add(block)
		}
	}
	for _, address := range slices.Sorted(maps.Keys(s.blocks)) {
		s.visit(address)
	}
	return s
}

func (s *scope) add(block *hclsyntax.Block) {
	switch block.Type {
	case "terraform":
	case "provider":
		if s.provider != nil || block.Body.Attributes["alias"] != nil || block.Labels[0] != "bos" {
			s.p.unsupported("more than one provider")
		}
		s.provider = block
	case "resource":
		s.blocks[strings.Join(block.Labels, ".")] = block
	case "data":
		s.blocks["data."+strings.Join(block.Labels, ".")] = block
	case "locals":
		for name, attribute := range block.Body.Attributes {
			s.locals[name] = attribute.Expr
		}
	case "output":
		s.outputs = append(s.outputs, block)
	case "variable":
		s.variables[block.Labels[0]] = cty.DynamicVal
		if byDefault := block.Body.Attributes["default"]; byDefault != nil {
			s.variables[block.Labels[0]], _ = byDefault.Expr.Value(nil)
		}
	default:
		s.p.unsupported("a block " + block.Type)
	}
}

// visit puts a resource into the order, after those that it refers to.
func (s *scope) visit(address string) {
	if s.blocks[address] == nil || slices.Contains(s.order, address) {
		return
	}
	for _, other := range s.references(s.blocks[address]) {
		s.visit(other)
	}
	s.order = append(s.order, address)
}

// references are the addresses that a block refers to.
func (s *scope) references(block *hclsyntax.Block) []string {
	var found []string
	var expressions func(body *hclsyntax.Body)
	var of func(expr hclsyntax.Expression)
	of = func(expr hclsyntax.Expression) {
		for _, traversal := range expr.Variables() {
			parts := []string{traversal.RootName()}
			for _, step := range traversal[1:] {
				if attribute, named := step.(hcl.TraverseAttr); named {
					parts = append(parts, attribute.Name)
				}
			}
			switch {
			case parts[0] == "local":
				of(s.locals[parts[1]])
			case parts[0] == "data" && len(parts) > 2:
				found = append(found, strings.Join(parts[:3], "."))
			case len(parts) > 1:
				found = append(found, strings.Join(parts[:2], "."))
			}
		}
	}
	expressions = func(body *hclsyntax.Body) {
		for _, attribute := range body.Attributes {
			of(attribute.Expr)
		}
		for _, inner := range body.Blocks {
			expressions(inner.Body)
		}
	}
	expressions(block.Body)
	return found
}

func (s *scope) set(address string, value cty.Value) { s.values[address] = value }

// eval is the value of an expression, with what is not known so far unknown.
func (s *scope) eval(expr hclsyntax.Expression) (cty.Value, hcl.Diagnostics) {
	root := map[string]map[string]cty.Value{"var": s.variables, "local": {}, "path": {"module": cty.StringVal(".")}}
	data := map[string]map[string]cty.Value{}
	for address := range s.blocks {
		value, known := s.values[address]
		if !known {
			value = cty.DynamicVal
		}
		into, rest := root, address
		if after, isData := strings.CutPrefix(address, "data."); isData {
			into, rest = data, after
		}
		typ, name, _ := strings.Cut(rest, ".")
		if into[typ] == nil {
			into[typ] = map[string]cty.Value{}
		}
		into[typ][name] = value
	}
	for _, traversal := range expr.Variables() {
		if traversal.RootName() == "local" {
			name := traversal[1].(hcl.TraverseAttr).Name
			if s.locals[name] != nil {
				root["local"][name], _ = s.eval(s.locals[name])
			}
		}
	}
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: functions}
	for name, values := range root {
		ctx.Variables[name] = cty.ObjectVal(values)
	}
	sources := map[string]cty.Value{}
	for typ, values := range data {
		sources[typ] = cty.ObjectVal(values)
	}
	ctx.Variables["data"] = cty.ObjectVal(sources)
	return expr.Value(ctx)
}

// said prints what the language has to say.
func (s *scope) said(address string, diags hcl.Diagnostics) {
	for _, d := range diags {
		severity := tfprotov6.DiagnosticSeverityError
		if d.Severity == hcl.DiagWarning {
			severity = tfprotov6.DiagnosticSeverityWarning
		}
		s.p.said(address, &tfprotov6.Diagnostic{Severity: severity, Summary: d.Summary, Detail: d.Detail})
	}
}

// line is where a diagnostic of a resource points to: an attribute, or the beginning of the block.
func (s *scope) line(address string, attribute *tftypes.AttributePath) int {
	block := s.blocks[address]
	if block == nil {
		return 0
	}
	if attribute != nil && len(attribute.Steps()) > 0 {
		name, _ := attribute.Steps()[0].(tftypes.AttributeName)
		if given := block.Body.Attributes[string(name)]; given != nil {
			return given.SrcRange.Start.Line
		}
	}
	return block.TypeRange.Start.Line
}

// lifecycle is whether a resource has one of the arguments of that block.
func (s *scope) lifecycle(address, argument string) bool {
	block := s.blocks[address]
	if block == nil {
		return false
	}
	for _, inner := range block.Body.Blocks {
		if inner.Type != "lifecycle" || len(inner.Body.Blocks) > 0 {
			s.p.unsupported(fmt.Sprintf("a block %s in %s", inner.Type, address))
		}
		for name, attribute := range inner.Body.Attributes {
			switch {
			case name != "prevent_destroy" && name != "create_before_destroy":
				s.p.unsupported("lifecycle." + name)
			case name == argument:
				value, _ := attribute.Expr.Value(nil)
				return value.True()
			}
		}
	}
	return false
}

// heir reports whether a resource is created before its predecessor is destroyed: it says so, or one that refers to it.
func (s *scope) heir(address string) bool {
	if s.lifecycle(address, "create_before_destroy") {
		return true
	}
	return slices.ContainsFunc(s.order, func(other string) bool {
		return s.blocks[other].Type == "resource" && slices.Contains(s.references(s.blocks[other]), address) && s.heir(other)
	})
}
