// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// Every answer that is not what was asked for is an error: an inventory without nodes would forecast that an operation
// acts on none.
func TestClient_takesNothingElseForAnAnswer(t *testing.T) {
	t.Parallel()
	asks := map[string]func(context.Context, *rig) error{
		"nodes":      func(ctx context.Context, r *rig) error { _, err := r.Look(0).Inventory(ctx, false); return err },
		"everything": func(ctx context.Context, r *rig) error { _, err := r.Look(0).Inventory(ctx, true); return err },
		"groups":     func(ctx context.Context, r *rig) error { return named(ctx, r, []string{"blue"}, nil) },
		"partitions": func(ctx context.Context, r *rig) error { return named(ctx, r, nil, []string{"p1"}) },
		"labels":     func(ctx context.Context, r *rig) error { _, err := r.Look(0).Labels(ctx); return err },
		"names":      func(ctx context.Context, r *rig) error { _, err := r.Look(0).PartitionNames(ctx); return err },
		"locks":      func(ctx context.Context, r *rig) error { _, err := r.Look(0).LockQuery(ctx); return err },
		"tenant":     func(ctx context.Context, r *rig) error { _, err := r.tenants.Nodes(ctx, "vcluster-blue"); return err },
	}
	good := map[string]string{
		"nodes": oneNode, "everything": oneNode, "groups": twoSets, "partitions": `[{"name":"p1","members":{"ids":[]}}]`,
		"labels": `["blue"]`, "names": `["p1"]`, "locks": `{"Components":[]}`, "tenant": `{"spec":{"tenantname":"vcluster-blue"}}`,
	}
	garbage := []string{
		`<html><body>Sign in</body></html>`, ``, `null`, `{}`, `[null]`, `[{}]`, `"text"`, `true`, `{"Components":null}`,
		`{"Components":{}}`, `{"Components":[null]}`, `{"Components":[{}]}`, `{"Components":[{"id":""}]}`, `{"Components":[1]}`,
		`{"Components":["x"]}`, `{"Components":[{"ID":"x1c0s0b0n0","Type":"Node","Enabled":"yes"}]}`, `[{"label":"a"}]`,
		`[{"label":"a","members":{"ids":null}}]`, `[{"label":"a","members":{"ids":[null]}}]`, `[{"name":"p1","members":{"ids":[""]}}]`,
		`[{"label":"a","name":"p1","members":{"ids":[1]}}]`, `["a",null]`, `["a",""]`, `[1]`, `{"version":"1"}`, oneNode[:len(oneNode)-1],
		`{"spec":{"tenantname":"other"}}`, `{"status":{"tenantresources":[{"xnames":[null]}]}}`,
	}
	for kind, ask := range asks {
		for other, body := range good {
			alike := map[string]string{"nodes": "everything", "labels": "names", "everything": "nodes", "names": "labels"}[kind]
			r := newRig(t, scripted.OK(body))
			err := askAfterNodes(t, r, kind, body, ask)
			ok := kind == other || alike == other || kind == "locks" && strings.Contains(body, "Components") ||
				kind == "everything" && other == "locks" || kind == "nodes" && other == "locks"
			if (err == nil) != ok {
				t.Errorf("%s: took the answer %s: %v", kind, body, err)
			}
		}
		for _, body := range garbage {
			r := newRig(t, scripted.OK(body))
			err := askAfterNodes(t, r, kind, body, ask)
			var failure *gateway.Error
			if !errors.As(err, &failure) {
				t.Errorf("%s: took the answer %s: %v", kind, body, err)
			}
		}
	}
}

func named(ctx context.Context, r *rig, groups, partitions []string) error {
	_, err := r.Look(0).Named(ctx, false, groups, partitions)
	return err
}

// askAfterNodes asks with an inventory in place where that is not what is asked for.
func askAfterNodes(t *testing.T, r *rig, kind, body string, ask func(context.Context, *rig) error) error {
	t.Helper()
	if kind != "groups" && kind != "partitions" {
		return ask(t.Context(), r)
	}
	r = newRig(t, func(w http.ResponseWriter, q *http.Request) {
		if strings.HasSuffix(q.URL.Path, "/State/Components") {
			scripted.OK(oneNode)(w, q)
			return
		}
		scripted.OK(body)(w, q)
	})
	return ask(t.Context(), r)
}

func TestLook_refusesOtherTypesAmongNodes(t *testing.T) {
	t.Parallel()
	r := newRig(t, scripted.OK(`{"Components":[{"ID":"x1c0s0b0","Type":"NodeBMC","Enabled":true}]}`))

	_, err := r.Look(0).Inventory(t.Context(), false)

	if err == nil || !strings.Contains(err.Error(), `lists x1c0s0b0, of type "NodeBMC"`) {
		t.Error(err)
	}
}

func TestTenants(t *testing.T) {
	t.Parallel()
	const v3, v2 = "/apis/tapms/v1alpha3/tenants/", "/apis/tapms/v1alpha2/tenants/"
	blue := `{"metadata":{"name":"vcluster-blue"},"spec":{"tenantname":"vcluster-blue","tenantresources":[{"xnames":["x9c0s0b0n0"]}]},` +
		`"status":{"tenantresources":[{"type":"compute","xnames":["x1c0s1b0n0","x1c0s0b0n0"]},{"type":"application","xnames":["x1c0s0b0n0"]}]}}`
	absent := scripted.Answer(404, "application/json", `"Failed to get tenant"`)
	ask := func(r *rig, tenant string) string {
		nodes, err := r.tenants.Nodes(t.Context(), tenant)
		if errors.Is(err, gateway.ErrNotFound) {
			return "absent"
		}
		return fmt.Sprint(nodes, err)
	}

	newer := newRig(t, func(w http.ResponseWriter, q *http.Request) {
		switch q.RequestURI {
		case v3 + "vcluster-blue":
			scripted.OK(blue)(w, q)
		case v3 + "nostatus":
			scripted.OK(`{"spec":{"tenantname":"nostatus"}}`)(w, q)
		default:
			absent(w, q)
		}
	})
	if got := ask(newer, "vcluster-blue") + ask(newer, "nostatus") + ask(newer, "nosuch"); got != "[x1c0s0b0n0 x1c0s1b0n0] <nil>[] <nil>absent" || len(newer.uris()) != 3 {
		t.Errorf("%s, requests %q", got, newer.uris())
	}

	older := newRig(t, func(w http.ResponseWriter, q *http.Request) {
		switch q.RequestURI {
		case v2 + "vcluster-blue":
			scripted.OK(blue)(w, q)
		case v2 + "nosuch":
			absent(w, q)
		default:
			scripted.Answer(404, "text/plain", "404 page not found")(w, q)
		}
	})
	got := ask(older, "nosuch") + ask(older, "vcluster-blue")
	if want := []string{v3 + "nosuch", v2 + "nosuch", v2 + "vcluster-blue"}; got != "absent[x1c0s0b0n0 x1c0s1b0n0] <nil>" || fmt.Sprint(older.uris()) != fmt.Sprint(want) {
		t.Errorf("%s, requests %q", got, older.uris())
	}

	none := newRig(t, scripted.Status(404))
	if _, err := none.tenants.Nodes(t.Context(), "vcluster-blue"); err == nil || errors.Is(err, gateway.ErrNotFound) {
		t.Errorf("without TAPMS: %v", err)
	}
	refused := newRig(t, scripted.Status(403))
	if _, err := refused.tenants.Nodes(t.Context(), "vcluster-blue"); !errors.Is(err, gateway.ErrUnauthorized) || len(refused.uris()) != 1 {
		t.Errorf("refused: %v, %q", err, refused.uris())
	}
}

func TestEndpointFrom(t *testing.T) {
	t.Parallel()
	for bos, want := range map[string]string{
		"https://api.cmn.example.com/apis/bos": "https://api.cmn.example.com/apis/smd/hsm/v2 https://api.cmn.example.com/apis/tapms",
		"http://127.0.0.1:8080/apis/bos/":      "http://127.0.0.1:8080/apis/smd/hsm/v2 http://127.0.0.1:8080/apis/tapms",
		"http://cray-bos":                      " ",
		"http://127.0.0.1:8080":                " ",
		"https://example.com/apis/boss":        " ",
	} {
		endpoint, ok := hsm.EndpointFrom(bos)
		tenants, ok2 := hsm.TenantEndpointFrom(bos)
		if endpoint+" "+tenants != want || ok != (endpoint != "") || ok2 != ok {
			t.Errorf("%s: %q %v, %q %v", bos, endpoint, ok, tenants, ok2)
		}
	}
}
