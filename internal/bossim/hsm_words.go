// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"slices"
	"strings"
)

// The words of HSM's fields (values_*.json). SMD repeats Warning.
var (
	hsmArchs    = []string{"X86", "ARM", "UNKNOWN", "Other"}
	hsmClasses  = []string{"River", "Mountain", "Hill"}
	hsmFlags    = []string{"OK", "Warning", "Warning", "Alert", "Locked", "Unknown"}
	hsmNetTypes = []string{"Sling", "Infiniband", "Ethernet", "OEM", "None"}
	hsmRoles    = []string{"Compute", "Service", "System", "Application", "Storage", "Management"}
	hsmSubRoles = []string{
		"Worker", "Storage", "UAN", "Gateway", "LNETRouter", "Visualization", "UserDefined", "Master",
	}
	hsmStates = []string{"Populated", "Off", "On", "Standby", "Halt", "Ready", "Unknown", "Empty"}
	hsmTypes  = []string{
		"NodeBMCNic", "VirtualNode", "NodeHsnNic", "RouterFpga", "HSNLink", "AllSvc", "CabinetPDUNic",
		"CMMRectifier", "NodePowerConnector", "HSNConnectorPort", "CDU", "CabinetPDUOutlet", "Chassis",
		"ChassisBMC", "NodeFpga", "RouterPowerConnector", "MgmtHLSwitch", "SMSBox", "CabinetPDU", "CMMFpga",
		"Memory", "RouterModule", "RouterBMCNic", "MgmtSwitch", "System", "CDUMgmtSwitch",
		"CabinetPDUController", "CEC", "CabinetBMC", "ChassisBMCNic", "NodeBMC", "HSNAsic", "AllComp",
		"Partition", "CabinetCDU", "StorageGroup", "NodeNic", "HSNConnector", "MgmtSwitchConnector",
		"MgmtHLSwitchEnclosure", "INVALID", "CabinetPDUPowerConnector", "Cabinet", "Drive", "NodeEnclosure",
		"NodeEnclosurePowerSupply", "HSNBoard", "NodeAccel", "All", "ComputeModule", typeNode,
		"NodeAccelRiser", "Processor", "RouterTOR", "RouterTORFpga", "RouterBMC",
	}
)

// hsmValueLists are the lists of …/service/values, by the last part of the path.
var hsmValueLists = []struct {
	path, name string
	words      []string
}{
	{"arch", "Arch", hsmArchs},
	{"class", "Class", hsmClasses},
	{"flag", "Flag", hsmFlags},
	{"nettype", "NetType", hsmNetTypes},
	{"role", "Role", hsmRoles},
	{"subrole", "SubRole", hsmSubRoles},
	{"state", "State", hsmStates},
	{"type", "Type", hsmTypes},
}

// wordOf returns HSM's spelling of a word that may be in any case.
func wordOf(words []string, text string) (string, bool) {
	i := slices.IndexFunc(words, func(word string) bool { return strings.EqualFold(word, text) })
	if i < 0 {
		return "", false
	}

	return words[i], true
}
