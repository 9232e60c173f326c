// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import "os"

// ballastBytes is how much larger the heap looks to the garbage collector than it is. A provider's live heap is a few
// megabytes, whatever the number of resources, and at the default GOGC it would be collected whenever it has doubled:
// hundreds of times in a plan of a thousand resources. The ballast lets it grow by as much again before that.
const ballastBytes = 24 << 20

// ballast returns memory that makes garbage collections rare while it is reachable. Nothing writes to it, so that it
// takes up address space only, and it has no pointers to scan. It is nil if the environment has settings for the garbage
// collector.
func ballast() []byte {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	return make([]byte, ballastBytes)
}
