// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "strings"

// v1Status is the status record of a session.
type v1Status struct {
	id          string
	bootSets    []string // named by the record's creator; POST of a session names none
	start, stop *string
}

// v1Metadata is part of each kind of status record. All of it but the times is
// calculated when the record is read.
type v1Metadata struct {
	Complete   bool    `json:"complete"`
	ErrorCount int     `json:"error_count"`
	InProgress bool    `json:"in_progress"`
	StartTime  *string `json:"start_time,omitempty"`
	StopTime   *string `json:"stop_time,omitempty"`
}

// v1BootSet is the status record of one boot set.
type v1BootSet struct {
	Links    []link     `json:"links"`
	Metadata v1Metadata `json:"metadata"`
	Name     string     `json:"name"`
	Phases   []*v1Phase `json:"phases"`
	Session  string     `json:"session"`
}

type v1Phase struct {
	Categories []*v1Category       `json:"categories"`
	Errors     map[string][]string `json:"errors,omitzero"`
	Metadata   v1Metadata          `json:"metadata"`
	Name       string              `json:"name"`
}

type v1Category struct {
	Name     string   `json:"name"`
	NodeList []string `json:"node_list"`
}

// The phases and the categories of v1.
const (
	v1Shutdown  = "shutdown"
	v1Boot      = "boot"
	v1Configure = "configure"
	v1Reboot    = "reboot" // an operation only

	v1NotStarted = "not_started"
	v1Succeeded  = "succeeded"
	v1Failed     = "failed"
	v1Excluded   = "excluded"
	v1InProgress = "in_progress"

	// v1WholeSet stands for the boot set itself in place of a phase.
	v1WholeSet = "boot_set"
)

func v1StatusPath(id string) string { return "/v1/session/" + id + "/status" }

// phase finds a phase by name, ignoring case, or returns nil.
func (b *v1BootSet) phase(name string) *v1Phase {
	for _, phase := range b.Phases {
		if strings.EqualFold(phase.Name, name) {
			return phase
		}
	}

	return nil
}

func (p *v1Phase) category(name string) *v1Category {
	for _, category := range p.Categories {
		if strings.EqualFold(category.Name, name) {
			return category
		}
	}

	return nil
}

// move removes the nodes from one category and adds them to the other, whether or
// not they were in the first.
func (p *v1Phase) move(nodes []string, source, destination *v1Category) {
	if source == destination {
		return
	}
	moved := setOf(nodes...)
	stay := make([]string, 0, len(source.NodeList))
	for _, node := range source.NodeList {
		if !moved.has(node) {
			stay = append(stay, node)
		}
	}
	source.NodeList = stay
	there := setOf(destination.NodeList...)
	for _, node := range nodes {
		if !there.has(node) {
			there[node] = struct{}{}
			destination.NodeList = append(destination.NodeList, node)
		}
	}
}

// refresh calculates the metadata; false is an exception in BOS, for a phase that
// lacks a category.
func (b *v1BootSet) refresh() bool {
	b.Metadata.Complete, b.Metadata.ErrorCount, b.Metadata.InProgress = true, 0, false
	for _, phase := range b.Phases {
		if !phase.refresh() {
			return false
		}
		b.Metadata.Complete = b.Metadata.Complete && phase.Metadata.Complete
		b.Metadata.InProgress = b.Metadata.InProgress || phase.Metadata.InProgress
		b.Metadata.ErrorCount += phase.Metadata.ErrorCount
	}

	return true
}

func (p *v1Phase) refresh() bool {
	waiting, working, failed := p.category(v1NotStarted), p.category(v1InProgress), p.category(v1Failed)
	if waiting == nil || working == nil || failed == nil {
		return false
	}
	p.Metadata.InProgress = len(working.NodeList) > 0
	p.Metadata.Complete = len(waiting.NodeList) == 0 && !p.Metadata.InProgress
	p.Metadata.ErrorCount = len(failed.NodeList)

	return true
}

// link writes the links, which are made once, with the record.
func (b *v1BootSet) link() {
	self := v1StatusPath(b.Session) + "/" + b.Name
	b.Links = []link{{self, "self"}}
	for _, phase := range b.Phases {
		b.Links = append(b.Links, link{self + "/" + phase.Name, "Phase"})
	}
}

// size returns the approximate size of the nodes in bytes.
func (b *v1BootSet) size() int {
	bytes := 0
	for _, phase := range b.Phases {
		for _, category := range phase.Categories {
			for _, node := range category.NodeList {
				bytes += len(node) + 4
			}
		}
	}

	return bytes
}
