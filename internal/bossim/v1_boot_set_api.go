// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"net/http"
)

// findV1BootSet returns the record that the call names, or nil.
func (s *Server) findV1BootSet(c *call) *v1BootSet {
	return s.store.v1.bootSets[c.names[0]][c.names[1]]
}

func showV1BootSet(code int, set *v1BootSet) answer {
	if !set.refresh() {
		return internalError()
	}

	return jsonAnswer(code, "application/json", set)
}

func (s *Server) getV1BootSet(c *call) answer {
	set := s.findV1BootSet(c)
	if set == nil {
		return noBody(http.StatusNotFound)
	}

	return showV1BootSet(http.StatusOK, set)
}

// createV1BootSet creates a record, for any session and boot set.
func (s *Server) createV1BootSet(c *call) answer {
	if set := s.findV1BootSet(c); set != nil {
		return showV1BootSet(http.StatusConflict, set)
	}
	set := &v1BootSet{}
	if err := json.Unmarshal(c.body, set); err != nil || set.Phases == nil {
		return internalError()
	}
	set.Session, set.Name, set.Metadata.StopTime = c.names[0], c.names[1], nil
	if set.Metadata.StartTime == nil {
		set.Metadata.StartTime = ptr(isoTime(s.now()))
	}
	s.keepV1BootSet(set)

	return showV1BootSet(http.StatusOK, set)
}

func (s *Server) keepV1BootSet(set *v1BootSet) {
	set.link()
	if s.store.v1.bootSets[set.Session] == nil {
		s.store.v1.bootSets[set.Session] = map[string]*v1BootSet{}
	}
	s.store.v1.bootSets[set.Session][set.Name] = set
}

func (s *Server) deleteV1BootSet(c *call) answer {
	found := s.findV1BootSet(c) != nil
	delete(s.store.v1.bootSets[c.names[0]], c.names[1])
	if len(s.store.v1.bootSets[c.names[0]]) == 0 {
		delete(s.store.v1.bootSets, c.names[0])
	}

	return statusAsBody(found)
}

// v1Update is one of the changes that a PATCH of a boot set's record lists.
type v1Update struct {
	Type  string          `json:"update_type"`
	Phase string          `json:"phase"`
	Data  json.RawMessage `json:"data"`
}

// patchV1BootSet applies the changes one after another; those before one that
// fails remain.
func (s *Server) patchV1BootSet(c *call) answer {
	set := s.findV1BootSet(c)
	if set == nil {
		return noBody(http.StatusNotFound)
	}
	var updates []v1Update
	if err := json.Unmarshal(c.body, &updates); err != nil {
		return internalError()
	}
	for _, update := range updates {
		if failed := set.update(update); failed != nil {
			return *failed
		}
	}

	return noBody(http.StatusNoContent)
}

// update applies one change; nil is success.
func (b *v1BootSet) update(u v1Update) *answer {
	phase := b.phase(u.Phase)
	if u.Type == "GenericMetadata" && u.Phase == v1WholeSet {
		return b.Metadata.update(u.Data)
	}
	switch {
	case phase == nil && u.Type == "NodeChangeList":
		return ptr(internalError())
	case phase == nil:
		return ptr(workerDies())
	case u.Type == "NodeChangeList":
		return phase.updateNodes(u.Data)
	case u.Type == "NodeErrorsList":
		return phase.updateErrors(u.Data)
	default:
		return phase.Metadata.update(u.Data)
	}
}

// update sets the given times, any number of times.
func (m *v1Metadata) update(data json.RawMessage) *answer {
	var times v1Metadata
	if err := json.Unmarshal(data, &times); err != nil {
		return ptr(internalError())
	}
	if deref(times.StartTime) != "" {
		m.StartTime = times.StartTime
	}
	if deref(times.StopTime) != "" {
		m.StopTime = times.StopTime
	}

	return nil
}

func (p *v1Phase) updateNodes(data json.RawMessage) *answer {
	var change struct {
		Source      string   `json:"source"`
		Destination string   `json:"destination"`
		NodeList    []string `json:"node_list"`
	}
	if err := json.Unmarshal(data, &change); err != nil {
		return ptr(internalError())
	}
	source, destination := p.category(change.Source), p.category(change.Destination)
	if source == nil || destination == nil {
		return ptr(workerDies())
	}
	p.move(change.NodeList, source, destination)

	return nil
}

// updateErrors adds errors and nodes to the existing ones.
func (p *v1Phase) updateErrors(data json.RawMessage) *answer {
	var found map[string][]string
	if err := json.Unmarshal(data, &found); err != nil {
		return ptr(internalError())
	}
	p.addErrors(found)

	return nil
}

func (p *v1Phase) addErrors(found map[string][]string) {
	if p.Errors == nil {
		p.Errors = map[string][]string{}
	}
	for text, nodes := range found {
		there := setOf(p.Errors[text]...)
		for _, node := range nodes {
			if !there.has(node) {
				there[node] = struct{}{}
				p.Errors[text] = append(p.Errors[text], node)
			}
		}
	}
}

// getV1Phase answers with a part of the boot set's record. If the phase or the
// boot set does not exist, BOS's worker dies
// (v1/077_status_phase_unknown_bootset.json).
func (s *Server) getV1Phase(c *call) answer {
	set := s.findV1BootSet(c)
	if set == nil {
		return workerDies()
	}
	phase := set.phase(c.names[2])
	if phase == nil {
		return workerDies()
	}
	if !phase.refresh() {
		return internalError()
	}

	return ok(phase)
}

// getV1Category answers with a category of a phase. If it does not exist, BOS
// raises an exception that the framework catches
// (v1/078_status_category_unknown.json).
func (s *Server) getV1Category(c *call) answer {
	set := s.findV1BootSet(c)
	if set == nil {
		return workerDies()
	}
	phase := set.phase(c.names[2])
	if phase == nil {
		return internalError()
	}
	category := phase.category(c.names[3])
	if category == nil {
		return internalError()
	}

	return ok(category)
}
