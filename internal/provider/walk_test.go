// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// walkSeed and walkCount are the environment variables that choose the walks: `make soak`.
	walkSeed  = "BOS_SOAK_WALK"
	walkCount = "BOS_SOAK_WALKS"
	// walkEngineEvery is of how many walks one is driven by a real engine.
	walkEngineEvery = 10
)

// Random walks: a user's commands on one session, in an order that chance chooses, while BOS fails, other people start,
// delete and disable things, and processes are killed. After each command what was started, and each word of the
// state, is held against what happened in the simulated system.
func TestSession_walks(t *testing.T) {
	seed, count, soaks := uint64(1), 12, false
	if text := os.Getenv(walkSeed); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
		count, soaks = 1, true
	}
	if text := os.Getenv(walkCount); text != "" {
		var err error
		if count, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	var total walkTotals
	t.Cleanup(func() { total.log(t, count) })
	for i := range uint64(count) {
		t.Run(fmt.Sprintf("%s=%d", walkSeed, seed+i), func(t *testing.T) {
			t.Parallel()
			k := newWalk(t, seed+i, soaks && (seed+i)%walkEngineEvery == 0)
			k.run()
			total.add(k)
		})
	}
}

// walkTotals count what the walks came across.
type walkTotals struct {
	mu                                      sync.Mutex
	real, commands, faults, started, others int
}

func (w *walkTotals) add(k *walk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commands += k.commands
	w.faults += k.world.faults
	if _, isReal := k.engine.(*realEngine); isReal {
		w.real++
	}
	for _, one := range k.history() {
		if one.foreign() {
			w.others++
		} else {
			w.started++
		}
	}
}

func (w *walkTotals) log(t *testing.T, count int) {
	t.Helper()
	t.Logf("%d walks, %d of them with a real engine: %d commands, %d sessions started, %d by others, %d requests went wrong",
		count, w.real, w.commands, w.started, w.others, w.faults)
	if count >= 10 && (w.commands == 0 || w.started == 0 || w.others == 0 || w.faults == 0) {
		t.Error("walks that come across nothing show nothing")
	}
}

// walk is one sequence of commands.
type walk struct {
	t       *testing.T
	random  *rand.Rand
	journal strings.Builder
	world   *walkWorld
	engine  walkEngine
	wish    wish
	saved   *walkPlan // of plan -out
	made    wish      // what it was made of

	violations []string
	commands   int

	*oracle
}

func newWalk(t *testing.T, seed uint64, onEngine bool) *walk {
	t.Helper()
	k := &walk{t: t, random: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // it has to be the same each time
	k.world = newWalkWorld(t, k.random, &k.journal)
	k.wish = newWish(k.random, k.world.v1())
	k.oracle = newOracle(k)
	if onEngine {
		k.engine = newWalkOnEngine(k)
	} else {
		k.engine = newEmulated(k)
	}
	return k
}

func (k *walk) violation(format string, args ...any) {
	k.world.notef("VIOLATION: "+format, args...)
	k.violations = append(k.violations, fmt.Sprintf(format, args...))
}

func (k *walk) run() {
	rate := pick(k.random, []float64{0, 0.05, 0.15, 0.3})
	steps := 4 + k.random.IntN(7)
	k.step(k.apply, rate)
	for range steps - 1 {
		step := pick(k.random, []func(){
			k.apply, k.apply, k.apply, k.apply, k.planOnly, k.save, k.applySaved, k.refresh, k.replace, k.taint, k.destroy,
			k.edited, k.edited, k.edited, k.outside, k.outside, k.purge,
		})
		k.step(step, rate)
		if len(k.violations) > 0 {
			break // what follows from a fault says nothing
		}
	}
	if len(k.violations) == 0 {
		k.step(k.apply, 0)
	}
	for _, one := range k.violations {
		k.t.Error(one)
	}
	if k.t.Failed() {
		k.t.Log("\n" + k.journal.String())
	}
}

// step is a command while so much goes wrong.
func (k *walk) step(command func(), rate float64) {
	k.world.rate = rate
	k.world.command()
	command()
	k.world.rate = 0
}

func (k *walk) outside() { k.interfere() }

func (k *walk) edited() {
	what := k.wish.edit(k.random, k.world.v1())
	k.world.notef("edit %s", what)
	k.apply()
}

// purge lets so much time pass that BOS deletes complete sessions.
func (k *walk) purge() {
	k.world.clock.Advance(8 * 24 * time.Hour)
	k.world.notef("eight days pass")
}

func (k *walk) planOnly() {
	k.observe("plan", nil, func() *answered { return &k.engine.plan(&k.wish, planning{stale: k.random.IntN(4) == 0}).answered })
}

func (k *walk) refresh() {
	k.observe("refresh", nil, func() *answered { return k.engine.refresh(&k.wish) })
}

func (k *walk) taint() {
	if values := k.engine.values(); values != nil {
		tainted := !k.engine.tainted()
		k.world.notef("tainted: %t", tainted)
		k.engine.taint(tainted)
		k.saved = nil
	}
}

func (k *walk) save() {
	k.observe("plan -out", nil, func() *answered {
		k.saved, k.made = k.engine.plan(&k.wish, planning{destroy: k.random.IntN(6) == 0}), k.wish
		return &k.saved.answered
	})
}

// applySaved applies a saved plan, perhaps on another system, after the world has changed.
func (k *walk) applySaved() {
	if k.saved == nil || !k.saved.ok() {
		k.save()
		if !k.saved.ok() {
			return
		}
		k.interfere()
	}
	saved, made := k.saved, k.made
	k.saved = nil
	system := made.System
	if !k.world.v1() && k.random.IntN(3) == 0 { // BOS_ENDPOINT is another now
		made.System = 1 - made.System
	}
	k.carryOut(saved, made, system)
}

func (k *walk) apply()   { k.planAndApply(planning{stale: k.random.IntN(10) == 0}) }
func (k *walk) replace() { k.planAndApply(planning{replace: true}) }
func (k *walk) destroy() { k.planAndApply(planning{destroy: true}) }

func (k *walk) planAndApply(how planning) {
	var plan *walkPlan
	k.observe(fmt.Sprintf("plan %+v", how), nil, func() *answered {
		plan = k.engine.plan(&k.wish, how)
		return &plan.answered
	})
	k.wantWarned(plan)
	k.wantReason(plan)
	if !plan.ok() {
		return
	}
	rate := k.world.rate
	k.carryOut(plan, k.wish, k.wish.System)
	k.wish.Late = false
	if k.random.IntN(2) == 0 {
		k.world.rate = 0
		k.quiet(how)
		k.world.rate = rate
	}
}

// carryOut applies a plan that was made for a system; the process may be killed or interrupted, and others act meanwhile.
func (k *walk) carryOut(plan *walkPlan, w wish, plannedFor int) {
	k.saved = nil // the engine would call it stale
	k.world.command()
	var restore func()
	at := 1 + k.random.IntN(12)
	switch k.random.IntN(6) {
	case 0:
		k.world.at[at] = func() { k.world.notef("    killed"); k.world.dead, restore = true, k.engine.keep(); k.stop() }
	case 1:
		k.world.at[at] = func() { k.world.notef("    Ctrl-C"); k.stop() }
	case 2, 3:
		k.world.at[at] = k.interfere
	}
	k.observe("apply", &applied{plan: plan, wish: w, plannedFor: plannedFor}, func() *answered {
		said := k.engine.apply(plan, &w)
		if restore != nil {
			restore()
			said = &answered{errors: []string{"killed"}}
			k.world.clock.Advance(40 * time.Second) // what was on its way has arrived
		}
		return said
	})
}

func (k *walk) stop() {
	if engine, can := k.engine.(interface{ stop() }); can {
		engine.stop()
	}
}
