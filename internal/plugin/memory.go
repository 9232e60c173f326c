// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import "os"

// ballastBytes is how much larger the heap looks to the garbage collector than it is. A provider's live heap is some
// megabytes, whatever the number of resources, and at the default GOGC it would be collected whenever it has doubled:
// hundreds of times in a plan of a thousand resources. With the ballast the heap may grow by at most
// twice as much more before it is collected.
const ballastBytes = 24 << 20

// ballast is memory that nothing writes to, so that it takes up address space only. It has no pointers to scan.
var ballast []byte

// collectRarely makes garbage collections rare, unless the environment has settings for the garbage collector.
func collectRarely() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		ballast = make([]byte, ballastBytes)
	}
}
