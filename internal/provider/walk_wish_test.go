// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// wish is the user's configuration of one bos_session.
type wish struct {
	Name, Operation, Template, Trigger          string // "" leaves the name, or the triggers, out
	Limit                                       *string
	Late                                        bool // the limit is known only when the rest is applied
	Wait                                        bool
	Percent, Most                               int // max_failed_percent, and max_components: 0 leaves it out
	OnFailure, OnMissing, OnConflict, OnDestroy string
	Heir                                        bool // create_before_destroy is inherited from what depends on the session
	System                                      int  // the system that the provider is configured for
	Poll                                        string
}

var (
	walkXnames     = bossim.NodeNames(walkNodes)
	walkOperations = []string{"boot", "reboot", "shutdown"}
	walkTemplates  = []string{"compute", "blue", "green", "broken"}
	walkNames      = []string{"alpha", "beta"}
	walkLimits     = limits("*", "blue", "green", "yellow", walkXnames[0], walkXnames[0]+","+walkXnames[1], walkXnames[2]+","+walkXnames[9],
		walkXnames[3]+","+walkXnames[4], walkXnames[0]+",x9999c0s1b0n0", "blue,!"+walkXnames[0])
)

// limits are those, and two times none.
func limits(texts ...string) []*string {
	all := []*string{nil, nil}
	for _, text := range texts {
		all = append(all, &text)
	}
	return all
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// everyNode reports whether a limit is none, or one that selects all whatever names mean.
func everyNode(limit *string) bool {
	return limit == nil || slices.ContainsFunc(strings.Split(*limit, ","), func(item string) bool { return item == "*" || item == "all" })
}

func newWish(random *rand.Rand, v1 bool) wish {
	w := wish{
		Operation: pick(random, walkOperations), Template: pick(random, walkTemplates), Limit: pick(random, walkLimits), Wait: true,
		OnFailure: "error", OnMissing: "keep", OnConflict: "error", OnDestroy: "delete",
		Heir: random.IntN(4) == 0, Poll: pick(random, []string{"10s", "20s", "1m"}),
	}
	for range random.IntN(6) {
		w.edit(random, v1)
	}
	if !v1 && random.IntN(2) == 0 {
		w.Name, w.OnConflict = pick(random, walkNames), pick(random, []string{"error", "adopt"})
	}
	w.System = 0
	return w
}

// edit changes one argument, and says which.
func (w *wish) edit(random *rand.Rand, v1 bool) string {
	edits := []func() string{
		func() string { w.Limit = pick(random, walkLimits); return "limit" },
		func() string { w.Limit, w.Late = pick(random, walkLimits), true; return "limit, known after apply" },
		func() string { w.Operation = pick(random, walkOperations); return "operation" },
		func() string { w.Template = pick(random, walkTemplates); return "template_name" },
		func() string { w.Trigger = pick(random, []string{"", "1", "2", "3"}); return "triggers" },
		func() string { w.Wait = random.IntN(3) > 0; return "wait_for_completion" },
		func() string { w.Percent = pick(random, []int{0, 0, 40, 100}); return "max_failed_percent" },
		func() string { w.Most = pick(random, []int{0, 0, 1, 3, 20}); return "max_components" },
		func() string { w.OnFailure = pick(random, []string{"error", "warn"}); return "on_failure" },
		func() string { w.OnMissing = pick(random, []string{"keep", "recreate"}); return "on_missing" },
		func() string { w.OnDestroy = pick(random, []string{"delete", "forget"}); return "on_destroy" },
		func() string { w.Heir = !w.Heir; return "create_before_destroy" },
	}
	if !v1 {
		edits = append(edits,
			func() string { w.Name = pick(random, append(walkNames, "")); return "name" },
			func() string { w.Name = pick(random, walkNames) + "-0" + w.Trigger; return "name" },
			func() string { w.Name, w.OnConflict = pick(random, walkNames), "adopt"; return "name, adopt" },
			func() string { w.OnConflict = pick(random, []string{"error", "adopt"}); return "on_conflict" },
			func() string { w.OnDestroy = pick(random, []string{"delete", "cancel"}); return "on_destroy" },
			func() string { w.System = 1 - w.System; return "endpoint" },
		)
	}
	return edits[random.IntN(len(edits))]()
}

// fields is the configuration as a provider gets it, before or after what is Late is known.
func (w *wish) fields(known bool, has func(attribute string) bool) fields {
	f := fields{
		"operation": text(w.Operation), "template_name": text(w.Template), "wait_for_completion": truth(w.Wait),
		"max_failed_percent": tftypes.NewValue(tftypes.Number, big.NewFloat(float64(w.Percent))),
		"on_failure":         text(w.OnFailure), "on_missing": text(w.OnMissing), "on_destroy": text(w.OnDestroy), "on_conflict": text(w.OnConflict),
	}
	if w.Name != "" {
		f["name"] = text(w.Name)
	}
	switch {
	case w.Late && !known:
		f["limit"] = unknownText
	case w.Limit != nil:
		f["limit"] = text(*w.Limit)
	}
	if w.Trigger != "" {
		f["triggers"] = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"t": text(w.Trigger)})
	}
	if w.Most > 0 && has("max_components") {
		f["max_components"] = amount(int64(w.Most))
	}
	return f
}

// late numbers what makes a limit known only after apply.
const late = `
resource "terraform_data" "late" {
  input            = { limit = %s }
  triggers_replace = %d
}
`

// hcl is the configuration as a user writes it. round makes a limit that is Late unknown anew.
func (w *wish) hcl(round int, has func(attribute string) bool) string {
	limit := "null"
	if w.Limit != nil {
		limit = fmt.Sprintf("%q", *w.Limit)
	}
	var b strings.Builder
	fmt.Fprintf(&b, late, limit, round)
	if w.Late {
		limit = "terraform_data.late.output.limit"
	}
	fmt.Fprintf(&b, "resource \"bos_session\" \"test\" {\n  operation = %q\n  template_name = %q\n  limit = %s\n  wait_for_completion = %t\n  max_failed_percent = %d\n",
		w.Operation, w.Template, limit, w.Wait, w.Percent)
	fmt.Fprintf(&b, "  on_failure = %q\n  on_missing = %q\n  on_destroy = %q\n  on_conflict = %q\n", w.OnFailure, w.OnMissing, w.OnDestroy, w.OnConflict)
	if w.Name != "" {
		fmt.Fprintf(&b, "  name = %q\n", w.Name)
	}
	if w.Trigger != "" {
		fmt.Fprintf(&b, "  triggers = { t = %q }\n", w.Trigger)
	}
	if w.Most > 0 && has("max_components") {
		fmt.Fprintf(&b, "  max_components = %d\n", w.Most)
	}
	b.WriteString("}\n")
	if w.Heir {
		b.WriteString("resource \"terraform_data\" \"heir\" {\n  input = bos_session.test.operation\n  lifecycle { create_before_destroy = true }\n}\n")
	}
	return b.String()
}
