// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// hsmComponent is a component in the hardware state manager's table: a node, a
// controller or a chassis.
type hsmComponent struct {
	id, kind string // kind is HSM's Type
	// state is "" for a node whose hardware tells it.
	state, flag         string
	disabled            bool
	softwareStatus      string
	role, subRole       string
	nid                 int // noNID = none
	subtype             string
	netType             string
	arch, class         string
	locked, reserved    bool
	reservationDisabled bool
}

// noNID is HSM's NID of a component that has none.
const noNID = -1

// hsmRecord is the JSON of a component, in SMD's order of keys. What is empty is
// left out (comp_get.json, comp_get_bmc.json).
type hsmRecord struct {
	ID                  string `json:"ID"`
	Type                string `json:"Type"`
	State               string `json:"State,omitempty"`
	Flag                string `json:"Flag,omitempty"`
	Enabled             *bool  `json:"Enabled,omitempty"`
	SoftwareStatus      string `json:"SoftwareStatus,omitempty"`
	Role                string `json:"Role,omitempty"`
	SubRole             string `json:"SubRole,omitempty"`
	NID                 *int   `json:"NID,omitempty"`
	Subtype             string `json:"Subtype,omitempty"`
	NetType             string `json:"NetType,omitempty"`
	Arch                string `json:"Arch,omitempty"`
	Class               string `json:"Class,omitempty"`
	ReservationDisabled bool   `json:"ReservationDisabled,omitempty"`
	Locked              bool   `json:"Locked,omitempty"`
}

// record returns the component as HSM answers it.
func (c *hsmComponent) record(w *world) hsmRecord {
	r := hsmRecord{
		ID: c.id, Type: c.kind, State: w.hsmState(c), Flag: c.flag, Enabled: ptr(!c.disabled),
		SoftwareStatus: c.softwareStatus, Role: c.role, SubRole: c.subRole, Subtype: c.subtype,
		NetType: c.netType, Arch: c.arch, Class: c.class,
		ReservationDisabled: c.reservationDisabled, Locked: c.locked,
	}
	if c.nid != noNID {
		r.NID = ptr(c.nid)
	}

	return r
}

// hsmState returns the component's State: the recorded one, or what its hardware
// shows.
func (w *world) hsmState(c *hsmComponent) string {
	if c.state != "" {
		return c.state
	}
	n := w.nodes[c.id]
	switch {
	case n == nil:
		return "On"
	case n.ready():
		return "Ready"
	case n.power == powerOn:
		return "On"
	default:
		return "Off"
	}
}

// component returns the component that the record describes.
func (r hsmRecord) component() *hsmComponent {
	c := &hsmComponent{
		id: r.ID, kind: r.Type, state: r.State, flag: r.Flag, softwareStatus: r.SoftwareStatus,
		role: r.Role, subRole: r.SubRole, nid: noNID, subtype: r.Subtype, netType: r.NetType,
		arch: r.Arch, class: r.Class, locked: r.Locked, reservationDisabled: r.ReservationDisabled,
	}
	if r.NID != nil {
		c.nid = *r.NID
	}
	if r.Enabled != nil {
		c.disabled = !*r.Enabled
	}
	if c.kind == "" {
		c.kind = xnameType(c.id)
	}

	return c
}

// Parts of a record, as the parameters stateonly, flagonly, roleonly and nidonly
// select them.
const (
	onlyState = "stateonly"
	onlyFlag  = "flagonly"
	onlyRole  = "roleonly"
	onlyNID   = "nidonly"
)

// shorten leaves the ID, the type and one part (comp_list_stateonly.json,
// comp_list_roleonly.json).
func (r hsmRecord) shorten(only string) hsmRecord {
	short := hsmRecord{ID: r.ID, Type: r.Type}
	switch only {
	case onlyState:
		short.State, short.Flag = r.State, r.Flag
	case onlyFlag:
		short.Flag = r.Flag
	case onlyRole:
		short.Role, short.SubRole = r.Role, r.SubRole
	case onlyNID:
		short.NID = r.NID
	default:
		return r
	}

	return short
}
