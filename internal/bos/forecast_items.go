// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// ItemEffect is an item of a limit that does not do what it seems to do.
type ItemEffect struct {
	Item  string // as written
	Name  string // without its operator
	Kind  ItemEffectKind
	Meant string   // of ItemUnknown: the nearest name; "" = none is near
	Below int      // of ItemUnknown: number of nodes below it, if it is the xname of something else
	Kinds []string // of ItemHidesOther: role, partition, group, of which BOS takes the first
}

// ItemEffectKind is what is wrong with an item.
type ItemEffectKind string

// The kinds of ItemEffect.
const (
	ItemUnknown    ItemEffectKind = "unknown"     // HSM knows no group, partition, role or node of the name
	ItemEmpty      ItemEffectKind = "empty"       // a group or partition without members
	ItemOutside    ItemEffectKind = "outside"     // has members, but none of them is in the template
	ItemAddsNone   ItemEffectKind = "adds_none"   // its nodes are selected already
	ItemKeepsAll   ItemEffectKind = "keeps_all"   // `&`: everything that is selected is in it
	ItemKeepsNone  ItemEffectKind = "keeps_none"  // `&`: nothing that is selected is in it
	ItemDropsNone  ItemEffectKind = "drops_none"  // `!`: nothing that is selected is in it
	ItemHidesOther ItemEffectKind = "hides_other" // its name is that of several objects, of which BOS sees one
)

// maxItemSteps bounds the work on the items of one limit: a list of 10 000 nodes takes 10 000 steps, and `&` with each
// of a thousand names a million.
const maxItemSteps = 5_000_000

// itemEffects returns the items of a limit that match or change nothing among the candidates, in their order.
func itemEffects(text string, names *inventoryNames, candidates []string) (effects []ItemEffect) {
	if text == "" {
		return nil
	}
	universe, selected, steps := setOfNodes(candidates), map[string]bool{}, 0
	for _, item := range ParseLimit(text).items {
		if _, malformed := item.malformed(); malformed || steps > maxItemSteps {
			return effects
		}
		members, kinds := names.membersOf(item, candidates)
		steps += len(members) + 1
		if item.op == limitKeep {
			steps += len(selected)
		}
		before, inside := len(selected), item.apply(selected, universe, members)
		if kind := item.effect(kinds, len(members), inside, before, len(selected)); kind != "" {
			effect := ItemEffect{Item: item.text, Name: item.name, Kind: kind}
			if kind == ItemUnknown && len(effects) < maxSuggestions {
				effect.Below = names.below(item.name)
			}
			effects = append(effects, effect)
		} else if len(kinds) > 1 {
			effects = append(effects, ItemEffect{Item: item.text, Name: item.name, Kind: ItemHidesOther, Kinds: kinds})
		}
	}
	return effects
}

// membersOf returns what an item stands for among the candidates, and the kinds of objects that have its name; none for
// that of every node, and for one that stands for nothing.
func (n *inventoryNames) membersOf(item limitItem, candidates []string) (members, kinds []string) {
	if item.every() {
		return candidates, nil
	}
	members, kinds = n.find(item.name)
	if kinds == nil && n.isComponent(item.name) {
		return []string{item.name}, []string{"node"}
	}
	return members, kinds
}

// apply changes the selection, and returns how many of the members are in the universe.
func (i limitItem) apply(selected, universe map[string]bool, members []string) (inside int) {
	kept := map[string]bool{}
	for _, member := range members {
		if !universe[member] {
			continue
		}
		inside++
		switch i.op {
		case limitAdd:
			selected[member] = true
		case limitDrop:
			delete(selected, member)
		case limitKeep:
			kept[member] = true
		}
	}
	if i.op == limitKeep {
		maps.DeleteFunc(selected, func(node string, _ bool) bool { return !kept[node] })
	}
	return inside
}

// effect returns what is wrong with an item whose name has members, of which some are in the template; before and
// after are the numbers of selected nodes.
func (i limitItem) effect(kinds []string, members, inside, before, after int) ItemEffectKind {
	switch {
	case i.every():
		return ""
	case kinds == nil:
		return ItemUnknown
	case members == 0:
		return ItemEmpty
	case inside == 0:
		return ItemOutside
	case i.op == limitAdd && after == before:
		return ItemAddsNone
	case i.op == limitKeep && after == before && before > 0:
		return ItemKeepsAll
	case i.op == limitKeep && after == 0:
		return ItemKeepsNone
	case i.op == limitDrop && after == before:
		return ItemDropsNone
	default:
		return ""
	}
}

// suggest finds the nearest names of those that HSM does not know. Without the labels of all groups, there are fewer
// suggestions.
func (l *forecastLook) suggest(ctx context.Context, names *inventoryNames, forecast *Forecast) {
	unknownItem := func(effect ItemEffect) bool { return effect.Kind == ItemUnknown }
	if len(forecast.Missing) == 0 && !slices.ContainsFunc(forecast.Items, unknownItem) {
		return
	}
	groups := slices.Collect(maps.Keys(names.inventory.Groups))
	if l.mayAsk() {
		if labels, err := l.Labels(ctx); err == nil {
			groups = labels
		}
	}
	roles := slices.Collect(maps.Keys(names.roles))
	nodes := slices.Collect(maps.Keys(names.inventory.Components))
	words := slices.Concat(groups, roles, slices.Collect(maps.Keys(names.inventory.Partitions)))
	for i, effect := range forecast.Items[:min(len(forecast.Items), maxSuggestions)] {
		if unknownItem(effect) {
			forecast.Items[i].Meant = nearestOf(effect.Name, words, nodes)
		}
	}
	for i, missing := range forecast.Missing[:min(len(forecast.Missing), maxSuggestions)] {
		switch missing.Field {
		case "node_groups":
			forecast.Missing[i].Meant = nearestOf(missing.Name, groups, nil)
		case "node_roles_groups":
			forecast.Missing[i].Meant = nearestOf(missing.Name, roles, nil)
		default:
			forecast.Missing[i].Meant = nearestOf(missing.Name, nil, nodes)
		}
	}
}

// maxSuggestions bounds the search for near names: a template may list thousands of nodes that HSM does not know.
const maxSuggestions = 10

// nearestOf returns the nearest word, or, if the name looks like an xname, the nearest node.
func nearestOf(name string, words, nodes []string) string {
	if _, isXname := ParseXname(name); isXname || words == nil {
		return Nearest(strings.ToLower(name), nodes)
	}
	return Nearest(name, words)
}
