// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// tenant is a tenant of TAPMS.
type tenant struct {
	name   string
	xnames nodeSet // as TAPMS has them, which need not be in HSM's form
	// noStatus means that its operator has not run yet: it has no nodes for BOS.
	noStatus bool
}

// tenantResource is a part of a tenant's nodes.
type tenantResource struct {
	EnforceExclusiveHSMGroups bool     `json:"enforceexclusivehsmgroups"`
	HSMGroupLabel             string   `json:"hsmgrouplabel"`
	HSMPartitionName          string   `json:"hsmpartitionname,omitempty"`
	Type                      string   `json:"type"`
	XNames                    []string `json:"xnames"`
}

type tenantSpec struct {
	ChildNamespaces []string         `json:"childnamespaces"`
	State           string           `json:"state"`
	TenantName      string           `json:"tenantname"`
	TenantResources []tenantResource `json:"tenantresources"`
}

type tenantStatus struct {
	ChildNamespaces []string         `json:"childnamespaces,omitempty"`
	TenantResources []tenantResource `json:"tenantresources,omitempty"`
	UUID            string           `json:"uuid,omitempty"`
}

type tenantRecord struct {
	Spec   tenantSpec    `json:"spec"`
	Status *tenantStatus `json:"status,omitempty"`
}

// dispatchTAPMS answers a request to TAPMS: one tenant, by its name or its uuid,
// or all of them. Its version is read off the path.
func (s *Server) dispatchTAPMS(c *call) answer {
	parts := strings.Split(strings.Trim(c.path, "/"), "/")
	known := len(parts) > 1 && parts[1] == "tenants" && slices.Contains([]string{"v1alpha2", "v1alpha3"}, parts[0])
	switch {
	case !known || len(parts) > 3:
		return noPage()
	case c.request.Method != http.MethodGet:
		return answer{status: http.StatusMethodNotAllowed, contentType: "text/plain", body: []byte("405 method not allowed")}
	case len(parts) == 2:
		return s.listTenants()
	}
	for _, t := range s.world.tenants {
		if parts[2] == t.name || parts[2] == tenantUUID(t.name) {
			return ok(t.record())
		}
	}

	return jsonAnswer(http.StatusNotFound, "application/json", "tenant "+parts[2]+" not found")
}

func (s *Server) listTenants() answer {
	tenants := slices.Collect(maps.Values(s.world.tenants))
	inDatabaseOrder(tenants, func(t *tenant) string { return t.name })
	records := []tenantRecord{}
	for _, t := range tenants {
		records = append(records, t.record())
	}

	return ok(records)
}

func tenantUUID(name string) string { return uuidOf(hash("tenant "+name), name, 0) }

// record returns the tenant as TAPMS answers it. The nodes stand in two resources,
// as those of a tenant with compute and login nodes do.
func (t *tenant) record() tenantRecord {
	ids := t.xnames.ids()
	half := (len(ids) + 1) / 2
	var resources []tenantResource
	for i, part := range [][]string{ids[:half], ids[half:]} {
		if len(part) > 0 {
			resources = append(resources, tenantResource{
				EnforceExclusiveHSMGroups: true, HSMGroupLabel: t.name,
				Type: []string{"compute", "application"}[i], XNames: part,
			})
		}
	}
	namespaces := []string{t.name + "-slurm", t.name + "-user"}
	record := tenantRecord{Spec: tenantSpec{
		ChildNamespaces: []string{"slurm", "user"}, State: "Deployed", TenantName: t.name, TenantResources: resources,
	}}
	if !t.noStatus {
		record.Status = &tenantStatus{namespaces, resources, tenantUUID(t.name)}
	}

	return record
}
