// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	apiPath = "/v2"

	tenantHeader = "Cray-Tenant-Name"
	idHeader     = "X-Request-Id"
)

// request is one logical request, whatever number of attempts it takes.
type request struct {
	method   string
	path     string            // its {elements} stand for those below
	elements map[string]string // raw: resty escapes them
	query    map[string]string // "" = not sent
	body     any               // sent as JSON; nil = none
	about    string            // the name that the answer must carry, where it carries one; "" = any
	v1       bool              // of v1 of the API
	once     bool              // never repeated; a POST never is anyway
	cautious bool              // repeated only while it is certain that no attempt was carried out
	sentAt   *time.Time        // where the time goes at which the last attempt was made; nil = nowhere
	brief    bool              // only the beginning of the answer is read, to see what it is
}

// check makes it impossible that an element changes which resource is addressed:
// without its name a session's path is that of the collection, where
// DELETE removes every session (bulk_delete_nofilter_list_after.json).
func (r request) check() error {
	for name, element := range r.elements {
		if element == "" || element == "." || element == ".." {
			return &InputError{Field: name, Reason: fmt.Sprintf("%q cannot stand in a URL", element)}
		}
	}
	return nil
}

// shown is the path and query as they go over the wire, for people.
func (r request) shown() string {
	path := r.path
	for name, element := range r.elements {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(element))
	}
	query := url.Values{}
	for key, value := range r.filters() {
		query.Set(key, value)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func (r request) filters() map[string]string {
	filters := map[string]string{}
	for key, value := range r.query {
		if value != "" {
			filters[key] = value
		}
	}
	return filters
}
