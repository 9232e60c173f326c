// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	// rolloutSeed and rolloutCount are the environment variables that choose the rollouts: `make soak`.
	rolloutSeed  = "BOS_SOAK_ROLLOUT"
	rolloutCount = "BOS_SOAK_ROLLOUTS"
)

// seeds returns the seeds of a random test: by default count of them from 1 on, or what the environment chooses.
func seeds(t *testing.T, first, number string, count int) (all []uint64) {
	t.Helper()
	seed := uint64(1)
	if text := os.Getenv(first); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
		count = 1
	}
	if text := os.Getenv(number); text != "" {
		var err error
		if count, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	for i := range uint64(count) {
		all = append(all, seed+i)
	}
	return all
}

// Random rollouts: a user applies a rollout until it is finished, while requests go wrong, the provider is killed and
// Ctrl-C is pressed at any request. After each command, what was started and each word of the state are compared with
// what happened in the simulated system.
func TestRolling_walks(t *testing.T) {
	var total rolloutTotals
	all, soaks := seeds(t, rolloutSeed, rolloutCount, 20), os.Getenv(rolloutSeed) != ""
	t.Cleanup(func() { total.log(t, len(all)) })
	for _, seed := range all {
		t.Run(fmt.Sprintf("%s=%d", rolloutSeed, seed), func(t *testing.T) {
			t.Parallel()
			k := newRolloutWalk(t, seed, rolloutWish{}, soaks && seed%walkEngineEvery == 0)
			k.run()
			total.add(k)
		})
	}
}

// A thousand nodes in waves of 64 after a canary of 4, while as much goes wrong.
func TestRolling_thousandNodes(t *testing.T) {
	if os.Getenv(rolloutSeed) == "" {
		measuresCost(t)
	}
	var total rolloutTotals
	all := seeds(t, rolloutSeed, rolloutCount, 1)
	t.Cleanup(func() { total.log(t, len(all)) })
	for _, seed := range all {
		t.Run(fmt.Sprintf("%s=%d", rolloutSeed, seed), func(t *testing.T) {
			k := newRolloutWalk(t, seed, rolloutWish{nodes: 1000, size: 64, canary: 4, by: "none", disturbed: 8, rate: 0.05}, false)
			k.run()
			if started := len(k.history()); started != 17 || k.killed+k.stopped < 2 || k.world.faults == 0 {
				t.Errorf("%d sessions were started, want 17; %d kills, %d interrupts, %d faults", started, k.killed, k.stopped, k.world.faults)
			}
			total.add(k)
		})
	}
}

// rolloutTotals count what the walks came across.
type rolloutTotals struct {
	mu                                                                                     sync.Mutex
	commands, faults, started, killed, stopped, imported, failed, unjudged, givenUp, whole int
}

func (w *rolloutTotals) add(k *rolloutWalk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commands, w.faults, w.started = w.commands+k.commands, w.faults+k.world.faults, w.started+len(k.history())
	w.killed, w.stopped, w.imported = w.killed+k.killed, w.stopped+k.stopped, w.imported+k.imported
	w.failed, w.unjudged = w.failed+k.failed, w.unjudged+k.unjudged
	if k.givenUp {
		w.givenUp++
	} else {
		w.whole++
	}
}

func (w *rolloutTotals) log(t *testing.T, count int) {
	t.Helper()
	t.Logf("%d rollouts, of which %d ran on each node and %d were given up after a failed wave: %d sessions started; %d commands, "+
		"of which %d were killed and %d interrupted, %d imports; %d waves failed, %d were not judged; %d requests went wrong",
		count, w.whole, w.givenUp, w.started, w.commands, w.killed, w.stopped, w.imported, w.failed, w.unjudged, w.faults)
	missing := count >= 12 && slices.Min([]int{w.faults, w.killed, w.stopped, w.failed, w.givenUp, w.whole}) == 0
	if missing || count >= 50 && w.imported == 0 {
		t.Error("walks that do not come across each of these show nothing")
	}
}

// rolloutWish is what a user wants of a rollout; the zero value is chosen by chance.
type rolloutWish struct {
	nodes, size, canary int
	by, pause           string
	warns               bool
	continueAfter       string
	failing             int     // nodes whose configuration fails
	rate                float64 // the share of requests that go wrong
	disturbed           int     // the first applies, which are killed or interrupted for certain
}

func newRolloutWish(random *rand.Rand) rolloutWish {
	return rolloutWish{
		nodes: 6 + random.IntN(30), size: 2 + random.IntN(8), canary: random.IntN(4),
		by: pick(random, []string{"none", "none", "chassis", "cabinet"}), pause: pick(random, []string{"", "5m", "2h"}),
		rate: pick(random, []float64{0, 0.02, 0.1}), warns: random.IntN(4) == 0, failing: pick(random, []int{0, 1, 2}),
	}
}

func (w *rolloutWish) hcl(url string, kept bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "provider \"bos\" {\n  endpoint = %q\n  preview = \"auto\"\n}\n", url)
	fmt.Fprintf(&b, "resource \"bos_rolling_session\" \"test\" {\n  name = \"blue\"\n  operation = \"reboot\"\n  template_name = \"compute\"\n")
	fmt.Fprintf(&b, "  waves = {\n    size = %d\n    by = %q\n", w.size, w.by)
	if w.canary > 0 {
		fmt.Fprintf(&b, "    canary = %d\n", w.canary)
	}
	if w.pause != "" {
		fmt.Fprintf(&b, "    pause = %q\n", w.pause)
	}
	b.WriteString("  }\n")
	if w.warns {
		b.WriteString("  on_failure = \"warn\"\n")
	}
	if w.continueAfter != "" {
		fmt.Fprintf(&b, "  continue_after = %q\n", w.continueAfter)
	}
	if kept {
		b.WriteString("  lifecycle {\n    prevent_destroy = true\n  }\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// rolloutWalk is one rollout and the commands of its user.
type rolloutWalk struct {
	t       *testing.T
	random  *rand.Rand
	journal strings.Builder
	world   *walkWorld
	bos     *walkSystem
	dir     *engine // whose commands engine runs
	engine  rolloutEngine
	nodes   []string
	wish    rolloutWish

	planned    []rolledWave    // as the state showed the waves first
	consented  map[string]bool // sessions of failed waves after which the user continued
	violations []string

	commands, killed, stopped, imported, failed, unjudged int
	impatient                                             bool // the user gives up after the first failed wave
	givenUp                                               bool
}

func newRolloutWalk(t *testing.T, seed uint64, wish rolloutWish, onEngine bool) *rolloutWalk {
	t.Helper()
	k := &rolloutWalk{t: t, random: rand.New(rand.NewPCG(seed, 3)), wish: wish, consented: map[string]bool{}, impatient: seed%2 == 0} //nolint:gosec // it has to be the same each time
	if wish.nodes == 0 {
		k.wish = newRolloutWish(k.random)
	}
	clock := bossim.NewSteppedClock(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	k.world = &walkWorld{t: t, random: k.random, clock: clock, api: pathsV2, journal: &k.journal}
	config := bossim.Config{Clock: clock, System: bossim.DefaultSystem(0)}
	for i := range k.wish.nodes { // four in a chassis, sixteen in a cabinet, from x998 to beyond x1000, and from s9 to s10
		k.nodes = append(k.nodes, fmt.Sprintf("x%dc%ds%db0n%d", 998+i/16, i/4%4, 9+i/2%2, i%2))
	}
	config.System.Names = k.nodes
	for range k.wish.failing {
		config.System.Failing[pick(k.random, k.nodes)] = bossim.FailConfiguration
	}
	server, err := bossim.New(config)
	if err != nil {
		t.Fatal(err)
	}
	k.bos = k.world.front(server)
	system := &sim{Server: server, Clock: clock, URL: k.bos.URL, api: pathsV2}
	if onEngine {
		onReal := newRealRollout(t, system)
		k.dir, k.engine = onReal.engine, onReal
	} else {
		k.dir = newPlayedEngine(t, system)
		k.engine = &playedRollout{engine: k.dir, clock: clock}
	}
	k.world.notef("seed %d: %+v, failing %v", seed, k.wish, config.System.Failing)
	return k
}

// command runs a command. While it runs, the provider may be killed or interrupted.
func (k *rolloutWalk) command(rate float64, disturbed bool, args ...string) (output string, code int) {
	k.t.Helper()
	k.commands++
	k.world.command()
	k.world.rate = rate
	killed := false
	if at := 1 + k.random.IntN(1<<(3+k.random.IntN(6))); disturbed {
		k.world.at[at] = pick(k.random, []func(){
			func() { k.world.notef("    killed"); k.world.dead, killed = true, true; k.killed++; k.engine.kill() },
			func() { k.world.notef("    Ctrl-C"); k.stopped++; k.engine.stop() },
		})
	}
	k.world.notef("%s", strings.Join(args, " "))
	k.world.fence()
	output, code = k.engine.run(args...)
	k.world.fence()
	k.world.rate = 0
	if killed {
		k.world.command()
		k.world.clock.Advance(commitWindow) // what was sent has arrived
	}
	k.world.notef("  exit code %d: %s", code, unwrapped(output))
	k.check()
	return output, code
}
