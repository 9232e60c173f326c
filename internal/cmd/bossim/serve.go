// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// farewell is how long requests under way may take once it is time to go.
const farewell = 2 * time.Second

func serve(ctx context.Context, listener net.Listener, a *access) error {
	server := &http.Server{Handler: a.handler, TLSConfig: a.tls, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() {
		if a.tls != nil {
			done <- server.ServeTLS(listener, "", "")
		} else {
			done <- server.Serve(listener)
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		_ = server.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}

	return nil
}
