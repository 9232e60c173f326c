// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestV1Session_bootOfNodesThatAreAllOn: the agent boots none, records nothing
// about that, and then finds them configured.
func TestV1Session_bootOfNodesThatAreAllOn(t *testing.T) {
	sys := healthy(4)
	sys.On = NodeNames(4)
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	if got := set.in("boot"); !maps.Equal(got, map[string]int{"in_progress": 3}) {
		t.Errorf("boot: %v", got)
	}
	if got := set.in("configure"); !maps.Equal(got, map[string]int{"succeeded": 3}) {
		t.Errorf("configure: %v", got)
	}
	if set.phase("boot").Metadata.StopTime != nil || set.Metadata.StopTime == nil || !set.Metadata.InProgress {
		t.Errorf("boot: %+v, boot set: %+v", set.phase("boot").Metadata, set.Metadata)
	}
	if got := r.describeV1(id); got.ErrorCount != 0. {
		t.Errorf("described: %+v", got)
	}
	for _, name := range NodeNames(3) {
		if n := r.world.nodes[name]; n.command != 0 || n.boots != nil {
			t.Errorf("%s was acted upon: %+v", name, n)
		}
	}
}

// TestV1Session_bootOfNodesOfWhichOneIsOn: the record is the same for that node
// as for those that were booted.
func TestV1Session_bootOfNodesOfWhichOneIsOn(t *testing.T) {
	sys := healthy(4)
	sys.On = NodeNames(1)
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	for _, phase := range []string{"boot", "configure"} {
		if got := set.in(phase); !maps.Equal(got, map[string]int{"succeeded": 3}) {
			t.Errorf("%s: %v", phase, got)
		}
	}
	for i, name := range NodeNames(3) {
		if booted := r.world.nodes[name].command != 0; booted != (i > 0) {
			t.Errorf("%s booted: %v", name, booted)
		}
	}
}

func TestV1Session_nodeThatNeverBootsIsInTwoCategories(t *testing.T) {
	for _, failure := range []Failure{FailPowerOn, FailBoot} {
		sys := failing(failure)
		r := newV1Rig(t, csm15, sys)
		bad := sys.Groups["red"][0]

		id := r.startV1("boot", "compute", "")
		r.finishV1(id)

		set := r.bootSetV1(id, "compute")
		boot := set.phase("boot")
		if !slices.Contains(boot.category("succeeded").NodeList, bad) ||
			!slices.Equal(boot.category("failed").NodeList, []string{bad}) {
			t.Errorf("%s: succeeded %v, failed %v", failure, boot.category("succeeded").NodeList,
				boot.category("failed").NodeList)
		}
	}
}

func TestV1Session_shutdownOfANodeThatStaysOn(t *testing.T) {
	for _, failure := range []Failure{FailStaysOn, FailPower} {
		sys := failing(failure)
		sys.On = NodeNames(4)
		r := newV1Rig(t, csm15, sys)
		bad := sys.Groups["red"][0]

		id := r.startV1("shutdown", "compute", "")
		took := r.finishV1(id)

		set := r.bootSetV1(id, "compute")
		if got := set.in("shutdown"); !maps.Equal(got, map[string]int{"succeeded": 3}) ||
			set.phase("shutdown").Errors != nil {
			t.Errorf("%s: %v, errors %v", failure, got, set.phase("shutdown").Errors)
		}
		if !set.Metadata.Complete || set.Metadata.ErrorCount != 0 {
			t.Errorf("%s: %+v", failure, set.Metadata)
		}
		if r.world.nodes[bad].power != powerOn || r.world.nodes[NodeNames(1)[0]].power != powerOff {
			t.Errorf("%s: the nodes are not as they should be", failure)
		}
		if took < 2*r.seconds("max_power_off_wait_time") {
			t.Errorf("%s: it took %v", failure, took)
		}
	}
}

// TestV1Session_rebootOfANodeThatStaysOn: the record says that the shutdown
// succeeded, and then nothing else begins, since that node never leaves the state
// ready.
func TestV1Session_rebootOfANodeThatStaysOn(t *testing.T) {
	sys := failing(FailStaysOn)
	sys.On = NodeNames(4)
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("reboot", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	for phase, want := range map[string]string{
		"shutdown": "succeeded", "boot": "not_started",
		"configure": "not_started",
	} {
		if got := set.in(phase); !maps.Equal(got, map[string]int{want: 3}) {
			t.Errorf("%s: %v", phase, got)
		}
	}
}

// TestSession_nodeThatStaysOn: v2 forces it as often as it retries, and says so.
func TestSession_nodeThatStaysOn(t *testing.T) {
	sys := failing(FailStaysOn)
	sys.On = NodeNames(4)
	r := newRig(t, sys)

	r.start("s", "shutdown", "compute", "")
	r.finish("s")

	if st := r.status("s"); st.Failed != 33.33 || st.ErrorSummary[retryLimit].Count != 1 {
		t.Errorf("status: %+v", st)
	}
}

// TestV1Session_agentOfABootSetThatDies: nothing is recorded for it, and the
// session ends without a message; another boot set is not affected.
func TestV1Session_agentOfABootSetThatDies(t *testing.T) {
	const set = `"type":"s3","path":"s3://boot-images/a/manifest.json","node_list":["%s"]`
	boots := func(node string) string { return strings.Replace(set, "%s", node, 1) }
	names := NodeNames(2)
	for name, test := range map[string]struct {
		operation, template string
		dead, alive         string
	}{
		"no configuration": {"boot", `"boot_sets":{"a":{` + boots(names[0]) + `}}`, "a", ""},
		"none, and none wanted": {
			"shutdown", `"enable_cfs":false,"boot_sets":{"a":{` + boots(names[0]) + `}}`, "a",
			"",
		},
		"a cfs without a configuration": {
			"configure", `"cfs":{"clone_url":"u"},"boot_sets":{"a":{` + boots(names[0]) + `}}`,
			"a", "",
		},
		"an unknown provider of the root file system": {
			"boot", `"cfs":{"configuration":"c"},"boot_sets":{"a":{"rootfs_provider":"nfs",` + boots(names[0]) + `},"b":{` +
				boots(names[1]) + `}}`, "a", "b",
		},
	} {
		t.Run(name, func(t *testing.T) {
			sys := healthy(4)
			sys.Templates = append(sys.Templates, []byte(`{"name":"t",`+test.template+`}`))
			r := newV1Rig(t, csm15, sys)

			id := r.startV1(test.operation, "t", "")
			r.finishV1(id)

			dead := r.bootSetV1(id, test.dead)
			for _, phase := range dead.Phases {
				if got := dead.in(phase.Name); !maps.Equal(got, map[string]int{"not_started": 1}) {
					t.Errorf("%s: %v", phase.Name, got)
				}
			}
			if dead.Metadata.StopTime != nil || r.world.nodes[names[0]].command != 0 {
				t.Errorf("%+v, %+v", dead.Metadata, r.world.nodes[names[0]])
			}
			if test.alive != "" {
				alive := r.bootSetV1(id, test.alive)
				if got := alive.in("configure"); !maps.Equal(got, map[string]int{"succeeded": 1}) {
					t.Errorf("the other: %v", got)
				}
			}
		})
	}
}

func TestV1Session_shutdownIgnoresTheRootFileSystem(t *testing.T) {
	sys := healthy(4)
	sys.Templates = append(sys.Templates,
		[]byte(`{"name":"t","cfs":{"configuration":"c"},"boot_sets":{"a":{"rootfs_provider":"nfs",
		"type":"s3","path":"s3://boot-images/a/manifest.json","node_list":["x3000c0s1b0n0"]}}}`))
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("shutdown", "t", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "a")
	if got := set.in("shutdown"); !maps.Equal(got, map[string]int{"succeeded": 1}) {
		t.Errorf("shutdown: %v", got)
	}
}
