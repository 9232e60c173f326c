// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// An empty list is a valid answer of HSM, and stands for a system without nodes or a group that does not exist. So
// everything else that decodes must not pass for one: an answer of another path, a proxy's object, null.

// components is the answer to a request for components or locks.
type components struct {
	Components componentList `json:"Components"`
}

// Check requires the list.
func (w *components) Check() error {
	if w.Components == nil {
		return errors.New("the answer is no list of components")
	}
	return nil
}

// nodes is the answer to a request for components of type Node.
type nodes struct{ components }

// Check refuses components of another type.
func (w *nodes) Check() error {
	for _, one := range w.Components {
		if one.Type != TypeNode {
			return fmt.Errorf("the answer lists %s, of type %q, where only nodes were asked for",
				gateway.Shorten(one.ID, 64), gateway.Shorten(one.Type, 64))
		}
	}
	return w.components.Check()
}

// component has the fields of Component, whose names are those of HSM. A lock has ID and Locked only.
type component Component

// componentList is never nil after decoding a list.
type componentList []component

// UnmarshalJSON decodes the components one by one, up to the first that is none: encoding/json would first decode the
// whole list, in many times the memory of the answer if its elements are short.
func (l *componentList) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if open, err := decoder.Token(); err != nil || open != json.Delim('[') {
		return errors.New("the components are not a list")
	}
	list := make(componentList, 0, bytes.Count(data, []byte{'{'}))
	for decoder.More() {
		var one component
		if err := decoder.Decode(&one); err != nil {
			return err
		}
		if one.ID == "" {
			return errors.New("the answer lists a component without an ID")
		}
		list = append(list, one)
	}
	*l = list
	return nil
}

// set is a group, which has a label, or a partition, which has a name.
type set struct {
	Label   string `json:"label"`
	Name    string `json:"name"`
	Members struct {
		IDs nameList `json:"ids"`
	} `json:"members"`
}

func (w *set) check(kind, name string) error {
	if name == "" {
		return fmt.Errorf("the answer lists something that is no %s", kind)
	}
	return w.Members.IDs.Check()
}

// groupList is the answer to a request for groups.
type groupList []set

// Check requires labels and members.
func (l *groupList) Check() error {
	if *l == nil {
		return errors.New("the answer is no list of groups")
	}
	for _, one := range *l {
		if err := one.check("group", one.Label); err != nil {
			return err
		}
	}
	return nil
}

// partitionList is the answer to a request for partitions.
type partitionList []set

// Check requires names and members.
func (l *partitionList) Check() error {
	if *l == nil {
		return errors.New("the answer is no list of partitions")
	}
	for _, one := range *l {
		if err := one.check("partition", one.Name); err != nil {
			return err
		}
	}
	return nil
}

// nameList is a list of labels, names or xnames.
type nameList []string

// Check refuses null, as the list and in it.
func (l *nameList) Check() error {
	if *l == nil {
		return errors.New("the answer is no list of names")
	}
	for _, name := range *l {
		if name == "" {
			return errors.New("the answer lists an empty name")
		}
	}
	return nil
}
