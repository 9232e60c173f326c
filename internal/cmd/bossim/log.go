// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func logRequest(out *lines, r bossim.Request) {
	out.entry(r.Time, r.Status, r.Method, r.Path, "tenant", r.Tenant, "request", r.RequestID)
}

// log adds the gateway's own answers to the simulator's log, all with the
// simulator's times.
func (a *access) log(out *lines, clock bossim.Clock) {
	if a.gateway == nil {
		return
	}
	a.gateway.OnTokenRequest(func(r gateway.TokenRequest) {
		out.entry(clock.Now(), r.Status, http.MethodPost, gateway.TokenPath,
			"grant", r.Grant, "client", r.Client, "user", r.User, "error", r.Error)
	})
	a.gateway.OnRefusal(func(r gateway.Refusal) {
		out.entry(clock.Now(), http.StatusForbidden, r.Method, r.Target,
			"account", r.Account, "tenant", r.Tenant, "request", r.RequestID, "refused", r.Reason)
	})
}

// lines writes whole lines from concurrent requests.
type lines struct {
	mu  sync.Mutex
	out io.Writer
}

func (l *lines) printf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = fmt.Fprintf(l.out, format, args...)
}

// entry writes a line for a request, with those of the named values that are not
// empty.
func (l *lines) entry(at time.Time, status int, method, path string, named ...string) {
	line := fmt.Sprintf("%s %3d %-6s %s", at.Format(time.DateTime), status, method, path)
	for i := 0; i < len(named); i += 2 {
		switch value := named[i+1]; {
		case value == "":
		case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r == '"' }):
			line += " " + named[i] + "=" + strconv.Quote(value)
		default:
			line += " " + named[i] + "=" + value
		}
	}
	l.printf("%s\n", line)
}
