// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func TestLimit_effect(t *testing.T) {
	t.Parallel()
	const x, y = "x3000c0s1b0n0", "x3000c0s1b1n0"
	for limit, want := range map[string]struct {
		every bool
		named string // the named nodes
		count int    // of a list of xnames; -1 = not such a list
	}{
		"":                       {true, "", -1},
		"*":                      {true, "", -1},
		"all":                    {true, "", -1},
		"g,all":                  {true, "", -1},
		"all,!":                  {true, "", -1},
		"all,!!g":                {true, "", -1},
		"all,&*":                 {true, "", -1},
		"all,!g":                 {false, "", -1},
		"all,&g":                 {false, "", -1},
		"g":                      {false, "", -1},
		"ALL":                    {false, "", -1},
		x:                        {false, x, 1},
		y + "," + x + "," + y:    {false, x + " " + y, 2},
		x + "," + y + ",!" + x:   {false, y, 1},
		x + "," + y + ",&" + x:   {false, x, 1},
		x + ",&" + y:             {false, "", 0},
		"g," + x + ",&all":       {false, x, -1},
		x + ",!g," + y:           {false, y, -1},
		x + ",&g":                {false, "", -1},
		x + ", " + y + ",":       {false, x, -1},
		"X3000C0S1B0N0," + y:     {false, "X3000C0S1B0N0 " + y, -1},
		"all,!" + x + "," + x:    {false, x, -1},
		"x3000c0s1," + x + ",!!": {false, x, -1},
	} {
		parsed := bos.ParseLimit(limit)
		count, ok := parsed.CountListed()
		if !ok {
			count = -1
		}
		if got := strings.Join(parsed.NamedNodes(), " "); parsed.SelectsEveryNode() != want.every || got != want.named || count != want.count {
			t.Errorf("%q: every node: %v, named %q, %d listed, want %+v", limit, parsed.SelectsEveryNode(), got, count, want)
		}
	}
}

func TestLimitNodes(t *testing.T) {
	t.Parallel()
	for limit, want := range map[string][]string{
		"x3000c0s1b1n0,x3000c0s1b0n0,x3000c0s1b1n0": {"x3000c0s1b0n0", "x3000c0s1b1n0"},
		"x3000c0s01b0n0":    {"x3000c0s01b0n0"},
		"X3000c0s1b0n0":     nil,
		"x3000c0s1b0n0,all": nil,
		"!x3000c0s1b0n0":    nil,
		"x3000c0s1b0n0,":    nil,
		"x3000c0s1b0":       nil,
		"":                  nil,
	} {
		if got, ok := bos.LimitNodes(&limit); !slices.Equal(got, want) || ok != (want != nil) {
			t.Errorf("%q: %q, %v, want %q", limit, got, ok, want)
		}
	}
	if got, ok := bos.LimitNodes(nil); got != nil || ok {
		t.Errorf("no limit: %q, %v", got, ok)
	}
	limit := "x3000c0s1b0n0"
	if got := bos.OutsideLimit(&limit, []string{"x3000c0s1b0n0", "x3000c0s1b1n0"}); !slices.Equal(got, []string{"x3000c0s1b1n0"}) {
		t.Errorf("outside %s: %q", limit, got)
	}
}
