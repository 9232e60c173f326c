// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

// Descriptions that the resource and the data sources share.
const (
	aboutTemplateIdentity    = "Name of the session template, its identity in BOS (with the tenant)."
	aboutTemplateTenant      = "Tenant that the session template belongs to."
	aboutTemplateDescription = "What the session template is for. It does not affect nodes."
	aboutEnableCFS           = "Whether the nodes are configured by CFS after they have booted. BOS assumes " +
		"`true` if it is not set."
	aboutTemplateCFS = "CFS configuration of the nodes of boot sets without `cfs` of their own."
	aboutBootSets    = "The boot sets by name: which nodes run which image, with which kernel parameters " +
		"and configuration."
	aboutFingerprint = "Hash of everything that determines what nodes run: the boot sets' nodes, images, kernel " +
		"parameters, root file systems and architectures, and the configurations in force. Name, tenant, " +
		"description and the names of boot sets do not count (but their order by name does), nor how the same " +
		"thing is written. In `triggers` of a `bos_session` it runs a new session when the template changes " +
		"what nodes run."

	aboutBootSetPath = "Where the manifest of the boot image is, such as " +
		"`s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json`."
	aboutBootSetType             = "Kind of storage that `path` is in: `s3`, the only one that BOS knows."
	aboutBootSetETag             = "ETag of the manifest, which identifies its content."
	aboutBootSetKernelParameters = "Kernel parameters of the nodes, besides those of the image, the root file " +
		"system and BOS. BOS compares them character by character: one more space is a change, and the next `boot` " +
		"reboots the nodes. BOS fills in `${SPIRE_JOIN_TOKEN}`: in HCL, write `$${SPIRE_JOIN_TOKEN}`, with two dollar signs."
	aboutBootSetNodeList = "Xnames of the nodes. BOS keeps them in lower case without leading zeros."
	aboutLongNodeList    = " Thousands of nodes are better named by groups or roles: " +
		"Terraform takes some seconds for a list of 2 500, and some 20 seconds and 900 MB for one of 10 000, at every plan."
	aboutBootSetNodeRolesGroups = "Roles and sub-roles of the hardware state manager whose nodes belong to the " +
		"boot set, such as `Compute` or `Application_UAN`."
	aboutBootSetNodeGroups = "Groups of the hardware state manager whose nodes belong to the boot set."
	aboutBootSetArch       = "Architecture of the nodes that are acted upon, in the hardware state " +
		"manager's words: `X86` (which takes in nodes of an unknown one), `ARM`, `Other` or `Unknown`. BOS assumes " +
		"`X86` if it is not set."
	aboutBootSetCFS                 = "CFS configuration of the nodes of the boot set, in place of that of the session template."
	aboutCFSConfiguration           = "Name of the CFS configuration."
	aboutBootSetRootfsProvider      = "What serves the root file system to the nodes, such as `sbps`."
	aboutBootSetRootfsProviderExtra = "Arguments of the root file system provider, such as " +
		"`sbps:v1:iqn.2023-06.csm.iscsi:_sbps-hsn._tcp.SYSTEM.DOMAIN:300`."
)
