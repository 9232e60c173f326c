// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// Most of a plan's time is the framework's own, which takes up each item of a list several times.
func TestSessionTemplate_10000Nodes(t *testing.T) {
	measuresCost(t)
	t.Parallel()
	bos := newSim(t, ofNodes(10000))
	p := templates(t, bos)
	nodes := bossim.NodeNames(10000)
	upper := make([]string, len(nodes))
	for i, node := range nodes {
		upper[i] = strings.ToUpper(node)
	}
	config := p.template(nil, fields{"node_list": words(nodes...)})

	p.fine(p.valid(config))
	begin := time.Now()
	created := p.apply(nil, config)
	t.Logf("a plan and its apply take %v", time.Since(begin))
	p.fine(created.Diagnostics)

	otherwise := p.template(nil, fields{"node_list": words(upper...)})
	updated := p.apply(created.NewState, otherwise)
	p.fine(updated.Diagnostics)
	p.same(updated.NewState, otherwise)
	bos.wantPuts(t, 1, 0)
}

func TestSessionTemplate_127BootSets(t *testing.T) {
	t.Parallel()
	bos := newSim(t)
	p := templates(t, bos)
	sets := map[string]fields{}
	for i := range 127 {
		sets[fmt.Sprintf("set-%d", i)] = fields{"kernel_parameters": text(fmt.Sprint("n=", i))}
	}
	config := fields{"name": text("plan"), "boot_sets": p.bootSets(sets)}

	p.fine(p.valid(config))
	created := p.apply(nil, config)

	p.fine(created.Diagnostics)
	p.same(created.NewState, config)
	bos.wantPuts(t, 1, 0)
}
