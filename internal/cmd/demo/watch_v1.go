// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"errors"
)

// watchV1 watches the sessions of API v1.
type watchV1 struct{ ask asker }

// v1Session is the part of BOS v1's session that the demo shows.
type v1Session struct {
	StopTime *string `json:"stop_time"` // null until it is complete
}

// v1BootSet is what the boot agent has recorded about the nodes.
type v1BootSet struct {
	Phases []struct {
		Name       string `json:"name"`
		Categories []struct {
			Name  string   `json:"name"`
			Nodes []string `json:"node_list"`
		} `json:"categories"`
	} `json:"phases"`
}

// bootSet is the only boot set of the quick start's template.
const bootSet = "compute"

// look is like watchV2's. A session whose agent has not recorded anything is
// pending.
func (w watchV1) look(ctx context.Context) (name, seen string, err error) {
	var ids []string
	err = w.ask(ctx, "/v1/session", &ids)
	if err != nil {
		return "", "", err
	}
	for _, id := range ids {
		var session v1Session
		err = w.ask(ctx, "/v1/session/"+id, &session)
		if err != nil || session.StopTime != nil && *session.StopTime != "" {
			continue // a ghost, or complete
		}
		var nodes v1BootSet
		err = w.ask(ctx, "/v1/session/"+id+"/status/"+bootSet, &nodes)
		if errors.Is(err, errNoRecord) {
			return id, "pending", nil
		}

		return id, "running" + nodes.nodes(), err
	}

	return "", "", errNoneRuns
}

func (b v1BootSet) nodes() string {
	all, failed := map[string]bool{}, map[string]bool{}
	in := map[string]int{}
	for _, phase := range b.Phases {
		for _, category := range phase.Categories {
			in[phase.Name+" "+category.Name] = len(category.Nodes)
			for _, node := range category.Nodes {
				all[node] = true
				if category.Name == "failed" {
					failed[node] = true
				}
			}
		}
	}

	return nodes(len(all), []doing{
		{in["shutdown in_progress"], "powering off"},
		{in["boot in_progress"], "powering on"},
		{in["configure in_progress"], "configuring"},
		{in["configure succeeded"], "ready"},
		{len(failed), "failed"},
	})
}
