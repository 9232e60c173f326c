// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// An import ID that the provider writes is read as what it was written of; any other one is read and written again as
// itself.
func FuzzImportID(f *testing.F) {
	for _, seed := range []string{"s1", "/s1", "blue/s1", "", "/", "a/b/c", " a"} {
		f.Add(seed, "blue")
		f.Add(seed, "")
	}
	f.Fuzz(func(t *testing.T, id, tenant string) {
		read := parseImportID(id, tenant)
		if again := parseImportID(read.importID(), "other"); !strings.Contains(tenant, "/") && again != read {
			t.Errorf("%q in tenant %q is %v, and written and read again %v", id, tenant, read, again)
		}
		if strings.Contains(id, "/") && read.importID() != id {
			t.Errorf("%q is written as %q", id, read.importID())
		}
		if read.Name.ValueString() != "" && !validate(validSessionName(), read.Name).HasError() && strings.ContainsAny(read.Name.ValueString(), "/?#%") {
			t.Errorf("the name %q is good", read.Name)
		}
	})
}

// suggested is a duration in what the text of an error says to write.
var suggested = regexp.MustCompile("`([0-9][^`]*)`")

// A duration is good exactly if it is above zero and within the bounds, and what is to be written in place of another one
// is good.
func FuzzDuration(f *testing.F) {
	for _, seed := range []string{"1s", "1h30m", "0s", "-1s", "1d", "0d", "00", "99999w", "1H 30M", "10", "40", "100", "99999", "", "1ms", "25h", "9999999999h", "1h\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		duration, err := time.ParseDuration(text)
		good := err == nil && duration > 0
		for _, bounds := range []durations{anyDuration, {time.Second, time.Hour}, {time.Second, 24 * time.Hour}} {
			fault := bounds.fault(text)
			if within := good && duration >= bounds.least && duration <= bounds.most; (fault == "") != within {
				t.Errorf("%q: %s", text, fault)
			}
			advice := fault[max(0, strings.LastIndex(fault, ": write ")):]
			for _, fix := range suggested.FindAllStringSubmatch(advice, -1) {
				if wrong := bounds.fault(fix[1]); wrong != "" && len(text) < 16 {
					t.Errorf("%q: write %q, but: %s", text, fix[1], wrong)
				}
			}
		}
	})
}
