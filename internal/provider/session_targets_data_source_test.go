// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// targets is a provider that can ask HSM, and its system.
func targets(t *testing.T, change ...func(*bossim.Config)) (*sim, *server) {
	t.Helper()
	bos := foreseen(t, "off", change...) // the data source works with any preview
	return bos, newServer(t, bos, fields{"endpoint": text(bos.URL), "preview": text("off")})
}

func TestSessionTargets(t *testing.T) {
	t.Parallel()
	blue := strings.Join(bossim.NodeNames(16), ",")
	_, p := targets(t, func(c *bossim.Config) { c.System.Locked = []string{"x3000c0s2b0n0"} })

	wantValues(t, p.found("bos_session_targets", fields{"template_name": text("compute"), "limit": text("blue")}), map[string]any{
		"nodes": strings.Replace(blue, "x3000c0s2b0n0,", "", 1), "node_count": 15, "of": 63,
		"certainty": "exact", "reason": nil, "error": nil, "read_at": "2026-11-22T12:00:00Z",
	})
	all := p.found("bos_session_targets", fields{"template_name": text("blue")})
	wantEqual(t, all["by_boot_set"], map[string]any{"compute": all["nodes"]})
	wantEqual(t, all["excluded"], map[string]any{"locked": "x3000c0s2b0n0"})
	if unmatched, _ := all["unmatched"].([]any); len(unmatched) != 0 {
		t.Errorf("unmatched: %v", unmatched)
	}

	typo := p.found("bos_session_targets", fields{"template_name": text("compute"), "limit": text("all,!bleu,!login")})
	wantEqual(t, typo["unmatched"], []any{
		map[string]any{"name": "bleu", "where": "limit", "nearest": "blue"}, map[string]any{"name": "login", "where": "limit", "nearest": nil},
	})
	wantValues(t, p.found("bos_session_targets", fields{"template_name": text("compute"), "limit": text("x3000")}), map[string]any{
		"nodes": "", "node_count": 0, "certainty": "exact", "error": "No nodes were found to act upon.",
	})
}

// Boot sets that no template has: the names that do not exist are unmatched, too.
func TestSessionTargets_ofBootSets(t *testing.T) {
	t.Parallel()
	_, p := targets(t)
	set := func(given fields) tftypes.Value {
		return p.selectors(t, map[string]fields{"a": given, "b": {"node_list": words(firstNode)}})
	}

	found := p.found("bos_session_targets", fields{"boot_sets": set(fields{"node_groups": words("blue", "gren"), "node_roles_groups": words("compute")})})

	wantValues(t, found, map[string]any{"node_count": 16, "of": 16})
	sets, _ := found["by_boot_set"].(map[string]any)
	wantEqual(t, sets["b"], any(firstNode)) // in both, and the later one wins
	if one, _ := sets["a"].(string); strings.Contains(one, firstNode) || strings.Count(one, ",") != 14 {
		t.Errorf("boot set a: %s", one)
	}
	wantEqual(t, found["unmatched"], []any{
		map[string]any{"name": "gren", "where": "boot_sets.a.node_groups", "nearest": "green"},
		map[string]any{"name": "compute", "where": "boot_sets.a.node_roles_groups", "nearest": "Compute"},
	})
}

// What cannot be known is no error: a policy decides.
func TestSessionTargets_unknown(t *testing.T) {
	t.Parallel()
	bos, p := targets(t)
	bos.Inject(bossim.Fault{Service: bossim.ServiceHSM, Outside: true, Status: http.StatusForbidden})

	found := p.found("bos_session_targets", fields{"template_name": text("compute"), "limit": text("blue")})

	wantValues(t, found, map[string]any{"nodes": nil, "node_count": nil, "of": nil, "by_boot_set": nil, "excluded": nil, "certainty": "unknown"})
	if reason, _ := found["reason"].(string); !strings.Contains(reason, "403 Forbidden") {
		t.Errorf("reason: %s", reason)
	}
}

func TestSessionTargets_badConfiguration(t *testing.T) {
	t.Parallel()
	_, p := targets(t)
	sets := p.selectors(t, map[string]fields{"a": {"node_list": words(firstNode)}})
	for name, row := range map[string]struct {
		config fields
		says   string
	}{
		"nothing": {fields{}, "Write template_name, or boot_sets"},
		"both":    {fields{"template_name": text("blue"), "boot_sets": sets}, "Write one of them"},
		"a limit": {fields{"template_name": text("blue"), "limit": text("blue,")}, "limit"},
	} {
		if told := saidOfTargets(p, row.config); !strings.Contains(told, row.says) || !strings.Contains(told, "error: ") {
			t.Errorf("%s: %s", name, told)
		}
	}
}

func saidOfTargets(p *server, config fields) string {
	_, diagnostics := p.look("bos_session_targets", config)
	return told(diagnostics)
}

func wantEqual(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

// selectors are boot sets of the data source, whose other arguments are null.
func (p *server) selectors(t *testing.T, given map[string]fields) tftypes.Value {
	t.Helper()
	objectType, _ := p.schema.DataSourceSchemas["bos_session_targets"].ValueType().(tftypes.Object)
	mapType, _ := objectType.AttributeTypes["boot_sets"].(tftypes.Map)
	setType, _ := mapType.ElementType.(tftypes.Object)
	sets := map[string]tftypes.Value{}
	for name, set := range given {
		all := map[string]tftypes.Value{}
		for attribute, of := range setType.AttributeTypes {
			all[attribute] = tftypes.NewValue(of, nil)
		}
		maps.Copy(all, set)
		sets[name] = tftypes.NewValue(setType, all)
	}
	return tftypes.NewValue(mapType, sets)
}
