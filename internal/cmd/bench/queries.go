// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	generatedFile = "generated.tf"
	nodesEach     = 64 // of each session that is listed
)

// listing is a command that reads all sessions of a system.
type listing struct {
	name      string
	config    string // beside the provider's requirements
	query     string // of the block's arguments; "" = no query
	arguments []string
}

// listings of n sessions. The first is what the others are compared with.
func listings(n int) []listing {
	limit := fmt.Sprintf("limit = %d", n)

	return []listing{
		{name: "plan with bos_sessions", config: "data \"bos_sessions\" \"test\" {}\n", arguments: []string{"plan"}},
		{name: "query", query: limit, arguments: []string{"query"}},
		{name: "query, limit = 10", query: "limit = 10", arguments: []string{"query"}},
		{name: "query, include_resource", query: limit + "\n  include_resource = true", arguments: []string{"query"}},
		{
			name: "query -generate-config-out", query: limit,
			arguments: []string{"query", "-generate-config-out=" + generatedFile},
		},
	}
}

// queries measures what it costs to list sessions that exist already: in a query, and by the data source, which BOS is asked
// the same for.
func (b *bench) queries(ctx context.Context) (*table, error) {
	title := fmt.Sprintf("Sessions of %d nodes each that exist already (×1st is relative to the data source)", nodesEach)
	if !hasQueries(b.workshop.about) {
		return &table{title: title, head: []string{b.workshop.about + ": terraform query needs Terraform 1.14 or newer"}}, nil
	}
	var groups [][]measurement
	for _, n := range []int{100, 1000} {
		group, err := b.list(ctx, n)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group)
	}

	return comparison(title, groups...), nil
}

var terraformVersion = regexp.MustCompile(`^Terraform v1\.(\d+)\.`)

// hasQueries reports whether an engine of that version has the command query.
func hasQueries(about string) bool {
	found := terraformVersion.FindStringSubmatch(about)
	if found == nil {
		return false
	}
	minor, err := strconv.Atoi(found[1])

	return err == nil && minor >= 14
}

// list measures each listing of n sessions. They take turns.
func (b *bench) list(ctx context.Context, n int) ([]measurement, error) {
	server, err := serve(ctx, bossim.NewSteppedClock(time.Now()), bossim.DefaultTiming(), bossim.System{Nodes: nodesEach})
	if err != nil {
		return nil, err
	}
	defer server.close()
	if err := server.Load(bossim.Seed{Sessions: completeSessions(n)}); err != nil {
		return nil, err
	}
	all := listings(n)
	costs := make([][]cost, len(all))
	for repeat := range b.settings.repeats {
		for i, l := range all {
			b.progress("%s of %d sessions (%d of %d)", l.name, n, repeat+1, b.settings.repeats)
			c, err := b.listed(ctx, l, server)
			if err != nil {
				return nil, err
			}
			costs[i] = append(costs[i], c)
		}
	}
	rows := make([]measurement, len(all))
	for i, l := range all {
		rows[i] = measurement{fmt.Sprintf("%d sessions: %s", n, l.name), median(costs[i])}
	}

	return rows, nil
}

// listed measures one listing in a folder of its own.
func (b *bench) listed(ctx context.Context, l listing, server *server) (cost, error) {
	project, err := b.workshop.newProject(ctx, session("").requirements()+"provider \"bos\" {}\n"+l.config,
		"BOS_ENDPOINT="+server.url, "BOS_PREVIEW="+withoutForecasts)
	if err != nil {
		return cost{}, err
	}
	if l.query != "" {
		query := "list \"bos_session\" \"test\" {\n  provider = bos\n  " + l.query + "\n}\n"
		if err := os.WriteFile(filepath.Join(project.dir, "bench.tfquery.hcl"), []byte(query), 0o600); err != nil {
			return cost{}, err
		}
	}
	server.counted()
	c, err := project.run(ctx, l.arguments...)
	c.requests = server.counted()

	return c, err
}

// completeSessions are n sessions of the same nodes.
func completeSessions(n int) []json.RawMessage {
	nodes := strings.Join(bossim.NodeNames(nodesEach), ",")
	sessions := make([]json.RawMessage, 0, n)
	for i := range n {
		sessions = append(sessions, json.RawMessage(fmt.Sprintf(`{"name": "s-%04d", "tenant": null, "operation": "boot",
			"template_name": "compute", "limit": "", "stage": false, "include_disabled": false, "components": %q,
			"status": {"status": "complete", "start_time": "2026-11-22T10:00:00", "end_time": "2026-11-22T11:00:00", "error": null}}`,
			i, nodes)))
	}

	return sessions
}
