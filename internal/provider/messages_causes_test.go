// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"
)

// messageSubjects are in the order of a user's work.
func messageSubjects() []subject {
	return []subject{
		{"The provider's arguments", slices.Concat(badConfigCauses(badProviders), providerTestCauses())},
		{"The connection", slices.Concat(connectionCauses(), accountTestCauses())},
		{"The arguments of a session", slices.Concat(badConfigCauses(badSessions, badNamePrefixes), argumentCauses())},
		{"The plan of a session", slices.Concat(planCauses(), sessionPlanTestCauses())},
		{"The forecast of a session", slices.Concat(forecastCauses(), forecastTestCauses())},
		{"The run of a session", slices.Concat(faultCauses(faultGroups()), sessionRunCauses(), sessionRunTestCauses())},
		{"The run of a session on v1 of the API", faultCauses(v1FaultGroups())},
		{"The end of a session, and its import", sessionEndTestCauses()},
		{"Rollouts", rollingTestCauses()},
		{"Session templates", slices.Concat(badConfigCauses(badTemplates, badImages, badNodeLists), templateCauses(), templateTestCauses())},
		{"Options", slices.Concat(badConfigCauses(badOptions), optionTestCauses())},
		{"Staged sessions", slices.Concat(badConfigCauses(badStaged), stagedCauses(), stagedTestCauses())},
		{"Data sources", slices.Concat(badConfigCauses(badDataSources), dataSourceCauses(), dataSourceTestCauses())},
		{"Queries", queryTestCauses()},
		{"Functions", functionCauses()},
		{"Actions", actionTestCauses()},
	}
}

// badConfigCauses are configurations that are refused, or doubtful, before anything is asked.
func badConfigCauses(tables ...[]badConfig) (causes []cause) {
	for _, row := range slices.Concat(tables...) {
		summary, _, _ := strings.Cut(row.want, " | ")
		if slices.Contains(enginesOwn, summary) {
			continue
		}
		causes = append(causes, cause{row.name, func(t *testing.T) {
			t.Helper()
			block := strings.ReplaceAll(row.block, "LABEL", "test")
			block = strings.NewReplacer("alias = \"test\"\n", "", "provider = bos.test", "").Replace(block)
			if strings.HasPrefix(block, "resource \"bos_session_template\"") { // whose state decides in the plan
				tf := newEngine(t, newSim(t))
				tf.configure(block)
				tf.run("plan")
				return
			}
			validates(block)(t)
		}})
	}
	return causes
}

// enginesOwn are summaries of errors that the provider has no part in.
var enginesOwn = []string{
	"Incorrect attribute value type", "Missing required argument", "Unsupported argument", "Unsupported block type",
	"Invalid Configuration for Read-Only Attribute",
}

// validates has the engine read a configuration without asking BOS for anything.
func validates(config string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		tf := newEngine(t, newSim(t))
		tf.configure(config)
		p := tf.played
		p.state = p.loadState()
		if !p.begin() {
			return
		}
		for address, block := range p.scope.blocks {
			if block.Type == "data" {
				p.readData(address)
				continue
			}
			config, _ := p.scope.resourceConfig(address)
			p.object(address, block.Labels[0]).validated(config, &answered{})
		}
	}
}

// faultCauses are what goes wrong with a session.
func faultCauses(groups []faultGroup) (causes []cause) {
	for _, group := range groups {
		for _, row := range group.rows {
			if row.apply == "" && row.plan == "" && row.end == "" {
				continue // nothing is reported
			}
			row.engine = false
			causes = append(causes, cause{group.title + ": " + row.what, func(t *testing.T) { t.Helper(); row.run(t) }})
		}
	}
	return causes
}
