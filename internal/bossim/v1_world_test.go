// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"strings"
	"testing"
)

func TestV1Session_nodesRunTheImageThatV2Shows(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	node := NodeNames(1)[0]

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	got := r.component(node)
	if !strings.HasSuffix(deref(got.ActualState.BootArtifacts.KernelParameters), " bos_session_id="+id) || got.enabled() {
		t.Errorf("component: %+v %+v", got, got.ActualState.BootArtifacts)
	}
	if n := r.world.nodes[node]; n.power != powerOn || n.cfs.status != cfsConfigured || n.cfs.desired != "compute-config" {
		t.Errorf("node: %+v", n)
	}

	r.start("v2", "shutdown", "compute", "")
	r.finish("v2")

	if st := r.status("v2"); st.Successful != 100 || r.world.nodes[node].power != powerOff {
		t.Errorf("status: %+v", st)
	}
	if got := r.Sessions(); len(got) != 2 || r.SessionsStarted() != 2 {
		t.Errorf("sessions: %v", got)
	}
}

func TestV1Session_rebootsWhatV2Booted(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	r.start("v2", "boot", "compute", "")
	r.finish("v2")
	before := r.component(NodeNames(1)[0])

	id := r.startV1("reboot", "compute", "")
	r.finishV1(id)

	after := r.component(NodeNames(1)[0])
	if before.ActualState.BootArtifacts.equal(after.ActualState.BootArtifacts) {
		t.Errorf("the node still runs %+v", after.ActualState.BootArtifacts)
	}
	if got := r.bootSetV1(id, "compute").in("configure"); !maps.Equal(got, map[string]int{"succeeded": 3}) {
		t.Errorf("configure: %v", got)
	}
}

func TestV1Session_bootLeavesANodeThatIsOn(t *testing.T) {
	sys := healthy(4)
	sys.On = NodeNames(1)
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	if got := r.bootSetV1(id, "compute").in("boot"); !maps.Equal(got, map[string]int{"succeeded": 3}) {
		t.Errorf("boot: %v", got)
	}
	if got := r.component(NodeNames(1)[0]); got.ActualState.artifacts().any() {
		t.Errorf("the node was booted: %+v", got.ActualState.BootArtifacts)
	}
}

func TestV1Session_configureChangesNoPower(t *testing.T) {
	sys := healthy(4)
	names := NodeNames(4)
	sys.On = names[:2]
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("configure", "compute", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "compute")
	if got := set.in("configure"); len(set.Phases) != 1 || !maps.Equal(got, map[string]int{"succeeded": 2, "failed": 1}) {
		t.Errorf("configure: %v", got)
	}
	for i, name := range names {
		if n := r.world.nodes[name]; n.power != map[bool]string{true: powerOn, false: powerOff}[i < 2] || n.command != 0 {
			t.Errorf("node: %+v", n)
		}
	}
}

func TestV1Session_excludesWhatHSMDisabledOrDoesNotKnow(t *testing.T) {
	sys := healthy(4)
	sys.HSMDisabled, sys.Locked = NodeNames(1), NodeNames(2)
	sys.Templates = append(sys.Templates,
		[]byte(`{"name":"listed","cfs":{"configuration":"c"},"boot_sets":{"c":{"type":"s3",
		"path":"s3://boot-images/a/manifest.json",
		"node_list":["x3000c0s1b0n0","x3000c0s1b1n0","x1c0s0b0n0"]}}}`))
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("shutdown", "listed", "")
	r.finishV1(id)

	set := r.bootSetV1(id, "c")
	got := set.phase("shutdown").category("succeeded").NodeList
	if len(got) != 1 || got[0] != "x3000c0s1b1n0" {
		t.Errorf("nodes: %v", got)
	}
}

func TestV1Session_rootFileSystemOfTheRelease(t *testing.T) {
	sys := healthy(4)
	sys.Templates = append(sys.Templates,
		[]byte(`{"name":"cps","cfs":{"configuration":"c"},"boot_sets":{"c":{"type":"s3",
		"path":"s3://boot-images/a/manifest.json",
		"rootfs_provider":"cpss3","rootfs_provider_passthrough":"dvs:nmn0","node_list":["x3000c0s1b0n0"]}}}`))
	r := newV1Rig(t, csm15, sys)

	r.finishV1(r.startV1("boot", "cps", ""))

	got := deref(r.component(NodeNames(1)[0]).ActualState.BootArtifacts.KernelParameters)
	if !strings.Contains(got, " root=craycps-s3:s3://boot-images/a/rootfs:"+defaultRootfsETag+":dvs:nmn0 ") {
		t.Errorf("kernel parameters: %s", got)
	}
}

func TestV1Session_limit(t *testing.T) {
	sys := healthy(64)
	sys.Roles = nil
	for limit, want := range map[string]int{
		"blue": 16, "blue,green": 32, "all,!blue": 48, "p1,&blue": 16, "x3000c0s1b0n0": 1, "*": 64, "nobody": 0, "!blue": 0,
	} {
		t.Run(limit, func(t *testing.T) {
			r := newV1Rig(t, csm15, sys)

			id := r.startV1("shutdown", "compute", `,"limit":"`+limit+`"`)
			r.finishV1(id)

			if got := r.bootSetV1(id, "compute").in("shutdown")["succeeded"]; got != want {
				t.Errorf("%d nodes, want %d", got, want)
			}
		})
	}
}

func TestV1Session_withoutConfiguration(t *testing.T) {
	sys := healthy(4)
	sys.Templates = append(sys.Templates,
		[]byte(`{"name":"plain","enable_cfs":false,"cfs":{"configuration":"c"},"boot_sets":{
		"compute":{"type":"s3","path":"s3://boot-images/a/manifest.json","node_groups":["blue"]},
		"empty":{"type":"s3","path":"s3://boot-images/a/manifest.json","node_groups":["nobody"]}}}`))
	r := newV1Rig(t, csm15, sys)

	id := r.startV1("boot", "plain", "")
	r.finishV1(id)

	if set := r.bootSetV1(id, "compute"); set.in("boot")["succeeded"] != 1 || set.in("configure")["not_started"] != 1 {
		t.Errorf("boot %v, configure %v", set.in("boot"), set.in("configure"))
	}
	if set := r.bootSetV1(id, "empty"); !set.Metadata.Complete || len(set.in("boot")) != 0 ||
		set.Metadata.StopTime == nil {
		t.Errorf("the empty boot set: %+v", set)
	}
}
