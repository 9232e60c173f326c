// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"net/url"
	"strings"
)

// normalEndpoint is the one way to write a base URL, so that two ways of writing it are the same text.
func normalEndpoint(base string) string {
	u, err := url.Parse(base)
	if err != nil { // New has parsed it before
		return base
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") { // IPv6
		host = "[" + host + "]"
	}
	port := u.Port()
	byDefault := scheme == "http" && port == "80" || scheme == "https" && port == "443"
	if port != "" && !byDefault {
		host += ":" + port
	}
	return scheme + "://" + host + strings.TrimRight(u.EscapedPath(), "/")
}
