// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package plugin

import (
	"os"
	"path"
	"strings"
)

// By default the plugin libraries write every TRACE line to the engine as JSON, and the engine drops it: in a plan of a
// thousand resources that is about a third of the work of both processes.

// quietLogs makes the plugin libraries log errors only.
func quietLogs(address string) error {
	own := "TF_LOG_PROVIDER_" + strings.ToUpper(strings.ReplaceAll(path.Base(address), "-", "_"))
	for _, name := range []string{"TF_LOG_SDK", own} {
		if err := os.Setenv(name, "ERROR"); err != nil {
			return err
		}
	}
	return nil
}

// asksForLogs reports whether a variable is set that makes an engine, the plugin libraries or their test framework show
// or store what a provider logs. TF_LOG_CORE is about the engine's own lines.
func asksForLogs(environment []string) bool {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		logs := strings.HasPrefix(name, "TF_LOG") || strings.HasPrefix(name, "TF_ACC_LOG")
		if logs && name != "TF_LOG_CORE" && value != "" {
			return true
		}
	}
	return false
}

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
