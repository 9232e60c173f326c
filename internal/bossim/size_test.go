// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

const many = 10_000

// TestSession_tenThousandNodes asserts no time, but a quadratic step would be
// noticed.
func TestSession_tenThousandNodes(t *testing.T) {
	r := newRig(t, DefaultSystem(many))

	r.start("big", "reboot", "compute", "")
	r.finish("big")

	if got := strings.Count(r.session("big").Components, ","); got != many-2 {
		t.Errorf("%d commas in the list of nodes", got)
	}
	st := r.status("big")
	if st.Managed != many-1 || st.ErrorSummary[retryLimit].Count != 1 ||
		st.ErrorSummary["cfs configuration failed"].Count != 1 {
		t.Errorf("status: %+v", st)
	}
}

func BenchmarkSession_wholeLife(b *testing.B) {
	for b.Loop() {
		r := newRig(b, DefaultSystem(many))
		r.start("big", "reboot", "compute", "")
		r.finish("big")
	}
}

func BenchmarkSession_requests(b *testing.B) {
	r := newRig(b, DefaultSystem(many))
	r.start("big", "boot", "compute", "")
	r.clock.Advance(2 * r.period())
	for _, path := range []string{"/v2/sessions/big", "/v2/sessions/big/status", "/v2/components?session=big"} {
		b.Run(strings.TrimPrefix(path, "/v2/"), func(b *testing.B) {
			for b.Loop() {
				r.must(http.StatusOK, nil, http.MethodGet, path, "")
			}
		})
	}
	b.Run("cancel", func(b *testing.B) {
		for b.Loop() {
			r.must(http.StatusOK, nil, http.MethodPatch, "/v2/components",
				`{"filters":{"session":"big"},"patch":{"enabled":true}}`)
		}
	})
}

// BenchmarkComponents_page: the cost of a page depends on its size, not on the
// number of nodes.
func BenchmarkComponents_page(b *testing.B) {
	r := newRig(b, DefaultSystem(many))
	middle := "&start_after_id=" + NodeNames(many)[many/2]
	for name, query := range map[string]string{
		"10": "?page_size=10" + middle, "1000": "?page_size=1000" + middle, "all": "",
		"ids": "?ids=" + NodeNames(many)[many/2], "none": "?page_size=1000&session=nobody",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r.must(http.StatusOK, nil, http.MethodGet, "/v2/components"+query, "")
			}
		})
	}
}
