// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripted

import (
	"strings"
	"testing"
	"time"
)

func TestLeftGoroutines(t *testing.T) {
	if left := leftGoroutines(10 * time.Second); len(left) > 0 {
		t.Fatalf("before: %q", left)
	}
	release := make(chan struct{})
	go func() { <-release }()

	if left := leftGoroutines(0); len(left) != 1 || !strings.Contains(left[0], "TestLeftGoroutines.func1") {
		t.Errorf("one is left: %q", left)
	}
	close(release)
	if left := leftGoroutines(10 * time.Second); len(left) > 0 {
		t.Errorf("after its end: %q", left)
	}
}
