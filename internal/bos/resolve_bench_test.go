// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const (
	benchNodes  = 10_000
	benchGroups = 500
)

func benchNode(i int) string {
	return fmt.Sprintf("x%dc%ds%db%dn%d", 1000+i/512, i/64%8, i/8%8, i/2%4/2, i%2+2*(i/2%2))
}

// benchComponents is HSM's answer for so many nodes.
func benchComponents() string {
	var list strings.Builder
	list.WriteString(`{"Components":[`)
	for i := range benchNodes {
		if i > 0 {
			list.WriteByte(',')
		}
		fmt.Fprintf(&list, `{"ID":%q,"Type":"Node","State":"Ready","Flag":"OK","Enabled":true,"Role":"Compute",`+
			`"NID":%d,"NetType":"Sling","Arch":"X86","Class":"Mountain"}`, benchNode(i), i+1)
	}
	list.WriteString("]}")
	return list.String()
}

// benchSets are groups in each of which is every 50th node, so that a node is in ten.
func benchSets() string {
	var list []string
	for g := range benchGroups {
		var members []string
		for i := g % 50; i < benchNodes; i += 50 {
			members = append(members, `"`+benchNode(i)+`"`)
		}
		list = append(list, fmt.Sprintf(`{"label":"group-%d","description":"","members":{"ids":[%s]}}`, g, strings.Join(members, ",")))
	}
	return "[" + strings.Join(list, ",") + "]"
}

func benchLabels() string {
	var labels []string
	for g := range benchGroups {
		labels = append(labels, fmt.Sprintf(`"group-%d"`, g))
	}
	return "[" + strings.Join(labels, ",") + "]"
}

// benchSelection names every group, in the boot set and in the limit, beside some nodes.
func benchSelection() bos.Selection {
	items := []string{"all"}
	var groups []string
	for g := range benchGroups {
		items = append(items, []string{"!", "&", "", "!"}[g%4]+fmt.Sprintf("group-%d", g))
		groups = append(groups, fmt.Sprintf("group-%d", g))
	}
	for i := range 2000 {
		items = append(items, []string{"", "!"}[i%2]+benchNode(i))
	}
	limit := strings.Join(items, ",") + ",all,!group-7"
	return bos.Selection{Limit: &limit, BootSets: map[string]bos.BootSet{
		"compute": {NodeRolesGroups: []string{"Compute"}}, "groups": {NodeGroups: groups},
	}}
}

// BenchmarkForecast_10000 is all of a forecast on a system of 10 000 nodes and 500 groups, requests included. What is
// allocated in all bounds the memory that it needs at a time.
func BenchmarkForecast_10000(b *testing.B) {
	components, sets := benchComponents(), benchSets()
	mux, s := http.NewServeMux(), &hsmServer{version: bos250}
	s.serveBOS(mux)
	mux.HandleFunc("/apis/smd/hsm/v2/groups/labels", scripted.OK(benchLabels()))
	mux.HandleFunc("/apis/smd/hsm/v2/State/Components", scripted.OK(components))
	mux.HandleFunc("/apis/smd/hsm/v2/groups", scripted.OK(sets))
	mux.HandleFunc("/apis/smd/hsm/v2/locks/status", scripted.OK(`{"Components":[]}`))
	server := httptest.NewServer(mux)
	b.Cleanup(server.Close)
	s.connect(b, server.URL)
	selection := benchSelection()
	query := bos.ForecastQuery{Session: bos.SessionCreate{Limit: selection.Limit}, BootSets: selection.BootSets}
	b.ReportAllocs()
	for b.Loop() {
		got := s.bos.Forecast(b.Context(), query)
		if got.Certainty != bos.CertaintyExact || len(got.Nodes) != benchNodes*98/100 {
			b.Fatal(got.Certainty, len(got.Nodes), got.Failure, got.Doubt)
		}
	}
}

// BenchmarkResolve_10000 is the resolution alone.
func BenchmarkResolve_10000(b *testing.B) {
	inventory := hsm.Inventory{Components: map[string]hsm.Component{}, Groups: map[string][]string{}}
	for i := range benchNodes {
		id := benchNode(i)
		inventory.Components[id] = hsm.Component{ID: id, Type: hsm.TypeNode, Role: "Compute", Arch: "X86", Enabled: true}
		for g := i % 50; g < benchGroups; g += 50 {
			label := fmt.Sprintf("group-%d", g)
			inventory.Groups[label] = append(inventory.Groups[label], id)
		}
	}
	selection := benchSelection()
	b.ReportAllocs()
	for b.Loop() {
		if got := selection.Resolve(inventory, bos250, nil); len(got.Nodes) != benchNodes*98/100 {
			b.Fatal(len(got.Nodes), got.Failure)
		}
	}
}
