// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"math/big"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// look validates the configuration of a data source and reads it, and returns it in plain values: nil, string, bool,
// int, []any and map[string]any.
func (p *server) look(dataSource string, config fields) (map[string]any, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	objectType, _ := p.schema.DataSourceSchemas[dataSource].ValueType().(tftypes.Object)
	dynamic := p.value(objectType, config)
	valid, err := p.ValidateDataResourceConfig(p.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: dataSource, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	if len(valid.Diagnostics) > 0 {
		return nil, valid.Diagnostics
	}
	resp, err := p.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: dynamic})
	if err != nil {
		p.t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		return nil, resp.Diagnostics
	}
	value, err := resp.State.Unmarshal(objectType)
	if err != nil {
		p.t.Fatal(err)
	}
	values, _ := plain(p.t, value).(map[string]any)
	return values, nil
}

// found is look for a configuration that can be read.
func (p *server) found(dataSource string, config fields) map[string]any {
	p.t.Helper()
	values, diagnostics := p.look(dataSource, config)
	if len(diagnostics) > 0 {
		p.t.Fatalf("%s %v:\n%s", dataSource, config, told(diagnostics))
	}
	return values
}

func plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	switch {
	case value.IsNull():
		return nil
	case value.Type().Is(tftypes.String):
		return taken[string](t, value)
	case value.Type().Is(tftypes.Bool):
		return taken[bool](t, value)
	case value.Type().Is(tftypes.Number):
		number := taken[big.Float](t, value)
		whole, _ := number.Int64()
		return int(whole)
	case value.Type().Is(tftypes.List{}):
		list := []any{}
		for _, element := range taken[[]tftypes.Value](t, value) {
			list = append(list, plain(t, element))
		}
		return list
	default:
		all := map[string]any{}
		for name, element := range taken[map[string]tftypes.Value](t, value) {
			all[name] = plain(t, element)
		}
		return all
	}
}

func taken[T any](t *testing.T, value tftypes.Value) (into T) {
	t.Helper()
	if err := value.As(&into); err != nil {
		t.Fatal(err)
	}
	return into
}

// wantValues checks those attributes, and leaves open the others.
func wantValues(t *testing.T, got, want map[string]any) {
	t.Helper()
	for name, value := range want {
		if !reflect.DeepEqual(got[name], value) {
			t.Errorf("%s is %#v, want %#v", name, got[name], value)
		}
	}
}
