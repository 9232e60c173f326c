// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripted

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Run runs the tests of a package, for its TestMain, and returns the exit code: that of a failure, too, if goroutines are
// left after the last test.
func Run(m *testing.M) (code int) {
	code = m.Run()
	fuzzing := flag.Lookup("test.fuzz").Value.String() != "" // its processes end otherwise
	if code == 0 && !fuzzing {
		if left := leftGoroutines(10 * time.Second); len(left) > 0 {
			fmt.Fprintf(os.Stderr, "%d goroutines are left after the tests:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
			code = 1
		}
	}
	return code
}

// leftGoroutines returns the stacks of the goroutines that code of the project or its libraries has started and that do
// not end. A connection's goroutines end some time after it was closed: they have until the patience is over.
func leftGoroutines(patience time.Duration) []string {
	stacks := make([]byte, 16<<20)
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		var left []string
		for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
			_, creator, started := strings.Cut(stack, "\ncreated by ")
			if started && !strings.HasPrefix(creator, "os/signal.") && !strings.HasPrefix(creator, "testing.") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 || time.Now().After(end) {
			return left
		}
	}
}
