// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// sending observes how far a request gets on its way to the server.
type sending struct {
	clock   Clock
	begun   atomic.Bool // without a connection nothing can have been carried out
	written atomic.Pointer[time.Time]
}

func (s *sending) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { s.begun.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) {
			now := s.clock.Now()
			s.written.Store(&now)
		},
	})
}

// at tells, once the attempt is over, whether any of the request may have reached the
// server, and by when all had been sent that ever was. Making the connection may
// take most of the attempt's time, so its beginning would not do.
func (s *sending) at() (begun bool, by time.Time) {
	if written := s.written.Load(); written != nil {
		return true, *written
	}
	return s.begun.Load(), s.clock.Now()
}
