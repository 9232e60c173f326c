// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"testing"
)

// A node that is not up in time has failed, and BOS's agent writes no message for it. It is listed all the same.
func TestSessionStatusV1_listsFailedNodesWithoutMessage(t *testing.T) {
	t.Parallel()
	record := bootSet("a", phase("boot", "succeeded=x1", "failed=x2,x3,x4", "error:no power=x2"), phase("configure", "succeeded=x1", "not_started=x2,x3,x4"))
	s, f := newSystemV1(t, ended, map[string]string{"a": record})
	s.describe("boot", ended)

	status, err := f.SessionStatus(t.Context(), "s1")

	const want = "map[failed, and BOS v1 does not say why:{2 [x3 x4] false} no power:{1 [x2] false}]"
	if got := fmt.Sprint(status.Errors); err != nil || got != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
}
