// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import "net/http"

const (
	hsmBase       = "/hsm/v2"
	hsmComponents = hsmBase + "/State/Components"
	hsmGroups     = hsmBase + "/groups"
	hsmPartitions = hsmBase + "/partitions"
	hsmLocks      = hsmBase + "/locks"
)

// allHSMRoutes returns the routes in SMD's order, on which depends what a wrong
// method gets.
func (s *Server) allHSMRoutes() []hsmRoute {
	routes := []hsmRoute{
		{get, hsmBase + "/service/ready", s.hsmReady},
		{get, hsmBase + "/service/liveness", s.hsmLiveness},
		{get, hsmBase + "/service/values", s.hsmAllValues},
	}
	for _, list := range hsmValueLists {
		routes = append(routes, hsmRoute{get, hsmBase + "/service/values/" + list.path, hsmValues(list.name, list.words)})
	}
	routes = append(routes, s.hsmComponentRoutes()...)
	routes = append(routes, s.hsmGroupRoutes()...)

	return append(routes, s.hsmLockRoutes()...)
}

func (s *Server) hsmComponentRoutes() []hsmRoute {
	one := hsmComponents + "/{}"

	return []hsmRoute{
		{get, one, s.getHSMComponent},
		{put, one, s.putHSMComponent},
		{del, one, s.deleteHSMComponent},
		{get, hsmComponents, s.listHSMComponents},
		{post, hsmComponents, s.postHSMComponents},
		{del, hsmComponents, s.deleteHSMComponents},
		{patch, hsmComponents + "/BulkStateData", s.patchHSM(patchState)},
		{patch, one + "/StateData", s.patchHSM(patchState)},
		{patch, hsmComponents + "/BulkFlagOnly", s.patchHSM(patchFlag)},
		{patch, one + "/FlagOnly", s.patchHSM(patchFlag)},
		{patch, hsmComponents + "/BulkEnabled", s.patchHSM(patchEnabled)},
		{patch, one + "/Enabled", s.patchHSM(patchEnabled)},
		{patch, hsmComponents + "/BulkSoftwareStatus", s.patchHSM(patchSoftwareStatus)},
		{patch, one + "/SoftwareStatus", s.patchHSM(patchSoftwareStatus)},
		{patch, hsmComponents + "/BulkRole", s.patchHSM(patchRole)},
		{patch, one + "/Role", s.patchHSM(patchRole)},
		{patch, hsmComponents + "/BulkNID", s.patchHSMNIDs},
		{patch, one + "/NID", s.patchHSM(patchNID)},
		{get, hsmComponents + "/ByNID/{}", s.getHSMComponentByNID},
		{post, hsmComponents + "/ByNID/Query", s.queryHSMByNID},
		{post, hsmComponents + "/Query", s.queryHSMComponents},
		{get, hsmComponents + "/Query/{}", s.getHSMSubtree},
	}
}

func (s *Server) hsmGroupRoutes() []hsmRoute {
	group, partition := hsmGroups+"/{}", hsmPartitions+"/{}"

	return []hsmRoute{
		{get, hsmGroups, s.listHSMGroups},
		{post, hsmGroups, s.postHSMGroup},
		{get, hsmGroups + "/labels", s.hsmGroupLabels},
		{get, group, s.getHSMGroup},
		{del, group, s.deleteHSMGroup},
		{patch, group, s.patchHSMGroup},
		{get, group + "/members", s.getHSMGroupMembers},
		{post, group + "/members", s.postHSMGroupMember},
		{del, group + "/members/{}", s.deleteHSMGroupMember},
		{get, hsmPartitions, s.listHSMPartitions},
		{post, hsmPartitions, s.postHSMPartition},
		{get, hsmPartitions + "/names", s.hsmPartitionNames},
		{get, partition, s.getHSMPartition},
		{del, partition, s.deleteHSMPartition},
		{patch, partition, s.patchHSMPartition},
		{get, partition + "/members", s.getHSMPartitionMembers},
		{post, partition + "/members", s.postHSMPartitionMember},
		{del, partition + "/members/{}", s.deleteHSMPartitionMember},
		{get, hsmBase + "/memberships", s.listHSMMemberships},
		{get, hsmBase + "/memberships/{}", s.getHSMMembership},
	}
}

func (s *Server) hsmLockRoutes() []hsmRoute {
	absent := func(*call) answer { return noPage() }
	powerMaps := hsmBase + "/sysinfo/powermaps" // not simulated

	return []hsmRoute{
		{post, hsmLocks + "/status", s.postHSMLockStatus},
		{get, hsmLocks + "/status", s.getHSMLockStatus},
		{post, hsmLocks + "/lock", s.changeHSMLocks(lockComponent)},
		{post, hsmLocks + "/unlock", s.changeHSMLocks(unlockComponent)},
		{post, hsmLocks + "/repair", s.changeHSMLocks(repairComponent)},
		{post, hsmLocks + "/disable", s.changeHSMLocks(disableReservations)},
		{get, powerMaps + "/{}", absent},
		{del, powerMaps + "/{}", absent},
		{put, powerMaps + "/{}", absent},
		{post, powerMaps, absent},
	}
}

// hsmReady answers service/ready (dbdown_ready.json).
func (s *Server) hsmReady(*call) answer {
	if s.world.hsm.down {
		return hsmProblem(http.StatusServiceUnavailable, "HSM's database is unhealthy: driver: bad connection")
	}

	return deletedEntries("HSM is healthy")
}

// hsmLiveness answers service/liveness, always (service_liveness.json).
func (s *Server) hsmLiveness(*call) answer { return answer{status: http.StatusNoContent} }

func (s *Server) hsmAllValues(*call) answer {
	values := map[string][]string{}
	for _, list := range hsmValueLists {
		values[list.name] = list.words
	}

	return ok(values)
}

func hsmValues(name string, words []string) func(*call) answer {
	return func(*call) answer { return ok(map[string][]string{name: words}) }
}
