// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"math"
)

// watchV2 watches the sessions of API v2.
type watchV2 struct{ ask asker }

// bosSession is the part of BOS's session that the demo shows.
type bosSession struct {
	Name   string `json:"name"`
	Status struct {
		Status string `json:"status"`
	} `json:"status"`
}

// bosStatus is BOS's status of a session's nodes. Percentages are of Managed.
type bosStatus struct {
	Managed    int     `json:"managed_components_count"`
	Successful float64 `json:"percent_successful"`
	Failed     float64 `json:"percent_failed"`
	Phases     struct {
		PoweringOn  float64 `json:"percent_powering_on"`
		PoweringOff float64 `json:"percent_powering_off"`
		Configuring float64 `json:"percent_configuring"`
	} `json:"phases"`
}

// look finds the session that is not complete, and returns its name and what it
// does, in a few words. If there is none, the error is errNoneRuns.
func (w watchV2) look(ctx context.Context) (name, seen string, err error) {
	var sessions []bosSession
	err = w.ask(ctx, "/v2/sessions", &sessions)
	if err != nil {
		return "", "", err
	}
	for _, session := range sessions {
		if session.Status.Status == "complete" {
			continue
		}
		var status bosStatus
		err = w.ask(ctx, "/v2/sessions/"+session.Name+"/status", &status)

		return session.Name, session.Status.Status + status.nodes(), err
	}

	return "", "", errNoneRuns
}

func (b bosStatus) nodes() string {
	of := func(percent float64) int { return int(math.Round(percent * float64(b.Managed) / 100)) }

	return nodes(b.Managed, []doing{
		{of(b.Phases.PoweringOff), "powering off"},
		{of(b.Phases.PoweringOn), "powering on"},
		{of(b.Phases.Configuring), "configuring"},
		{of(b.Successful), "ready"},
		{of(b.Failed), "failed"},
	})
}
