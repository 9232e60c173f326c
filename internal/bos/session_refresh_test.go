// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// The first three refreshes go out at once: so few make no LIST worthwhile. The others wait for the first one's answer.
func TestRefreshedSession_sharesOneList(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		all := b.refreshAll(10)
		b.waits("s1", "s2", "s3")

		b.show("s1")

		b.waits("s2", "s3", "sessions")
		var records []string
		for i := range 10 {
			records = append(records, record(fmt.Sprintf("s%d", i+1), "", "running"))
		}
		b.list(records...)
		b.show("s2", "s3")
		b.waits()
		wantAll(t, all, "running")
		if byGet, byList := all[0].session, all[9].session; !reflect.DeepEqual(byGet.Components, byList.Components) ||
			byGet.StartTime != byList.StartTime || byGet.Operation != byList.Operation || *byList.Limit != *byGet.Limit {
			t.Errorf("from a GET %+v, from a LIST %+v", byGet, byList)
		}
	})
}

// A small configuration never makes a LIST, which may be long.
func TestRefreshedSession_fewMakeNoList(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		blue := b.InTenant("vcluster-blue") // which has made no refresh so far
		for i := range 10 {
			b.refreshBy(t.Context(), blue, fmt.Sprintf("s%d", i))
		}
		if n := len(b.pending); n != 10 {
			t.Errorf("%d requests", n)
		}
		b.refreshBy(t.Context(), blue, "s10")
		if n := len(b.pending); n != 10 {
			t.Errorf("the 11th: %d requests", n)
		}
		for i := range 11 {
			b.answer(fmt.Sprintf("s%d", i), scripted.OK(record(fmt.Sprintf("s%d", i), "vcluster-blue", "running")))
		}
		b.waits()
	})
}

func TestRefreshedSession_waitsForNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		for range 2 {
			all := b.refreshAll(3)
			b.waits("s1", "s2", "s3")
			b.show("s3", "s2", "s1")
			wantAll(t, all, "running")
		}
	})
}

// A refresh that begins after the LIST was sent is not answered by it, as the session may have changed since.
func TestRefreshedSession_isNotOlderThanItsCall(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		b.refreshAll(7)
		b.show("s1")
		b.waits("s2", "s3", "sessions")
		late := b.refresh(t.Context(), "s9")
		b.waits("s2", "s3", "sessions")

		b.list(record("s4", "", "running"), record("s5", "", "running"), record("s6", "", "running"),
			record("s7", "", "running"), record("s9", "", "running"))

		b.waits("s2", "s3", "s9")
		b.answer("s9", scripted.OK(record("s9", "", "complete")))
		if !late.done || late.err != nil || !late.session.Complete() {
			t.Errorf("%+v", late)
		}
		b.show("s2", "s3")
	})
}

// What a LIST does not show, or not well enough, is read by a GET.
func TestRefreshedSession_readsWhatTheListLacks(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		all := b.refreshAll(9)
		b.show("s1")

		b.list(record("s4", "", "running"),
			strings.Replace(record("s5", "", "running"), `"status":"running"`, `"status":""`, 1),
			strings.Replace(record("s6", "", "running"), `"2026-11-22T10:58:19"`, `"soon"`, 1),
			record("s7", "", "running"), record("s7", "", "complete"), record("s8", "vcluster-blue", "complete"), "null", "7")

		b.show("s2", "s3", "s5", "s6", "s7", "s8")
		b.answer("s9", scripted.Problem(404, "The resource was not found", "Session 's9' does not exist"))
		b.waits()
		wantAll(t, all[:8], "running")
		if !all[8].done || !errors.Is(all[8].err, gateway.ErrNotFound) {
			t.Errorf("%+v", all[8])
		}
	})
}

// The LIST of a client without a tenant shows all tenants' sessions, of which two may have one name.
func TestRefreshedSession_keepsTenantsApart(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		blue := b.InTenant("vcluster-blue")
		b.warm(blue)
		both := map[*bos.Client][]*refreshed{}
		for i := range 7 {
			for _, client := range []*bos.Client{b.Client, blue} {
				both[client] = append(both[client], b.refreshBy(t.Context(), client, fmt.Sprintf("s%d", i+1)))
			}
		}
		b.waits("s1", "s1", "s2", "s2", "s3", "s3")
		own, theirs := b.take("s1"), b.take("s1")
		own.answer <- scripted.OK(record("s1", "", "running"))
		b.waits("s2", "s2", "s3", "s3", "sessions")
		theirs.answer <- scripted.OK(record("s1", "vcluster-blue", "complete"))
		b.waits("s2", "s2", "s3", "s3", "sessions", "sessions")

		ofOwn, ofTheirs := b.take("sessions"), b.take("sessions")
		if ofOwn.Header.Get("Cray-Tenant-Name") != "" || ofTheirs.Header.Get("Cray-Tenant-Name") != "vcluster-blue" {
			t.Fatalf("headers %v, %v", ofOwn.Header, ofTheirs.Header)
		}
		var own4, blue4 []string
		for _, name := range []string{"s4", "s5", "s6", "s7"} {
			own4, blue4 = append(own4, record(name, "", "running")), append(blue4, record(name, "vcluster-blue", "complete"))
		}
		ofOwn.answer <- scripted.OK("[" + strings.Join(append(own4, blue4...), ",") + "]")
		ofTheirs.answer <- scripted.OK("[" + strings.Join(blue4, ",") + "]")
		for _, name := range []string{"s2", "s3"} {
			b.show(name)
			b.answer(name, scripted.OK(record(name, "vcluster-blue", "complete")))
		}
		b.waits()
		wantAll(t, both[b.Client], "running")
		wantAll(t, both[blue], "complete")
	})
}

// The error of a LIST is nobody's, and there is no other one.
func TestRefreshedSession_failingListIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]http.HandlerFunc{
		"503":             scripted.Status(503),
		"403":             scripted.Answer(403, "text/plain", "denied by policy"),
		"404":             scripted.Problem(404, "Not Found", "no such path"),
		"no list":         scripted.OK(`{"sessions":[]}`),
		"null":            scripted.OK(`null`),
		"cut off":         scripted.Truncated(200, "["+record("s4", "", "complete")+"]"),
		"too large":       scripted.OK("[" + record("s4", "", "complete") + strings.Repeat(" ", 16<<20) + "]"),
		"of nobody's":     scripted.OK("[" + record("other", "", "complete") + "]"),
		"of another form": scripted.OK(`["s4","s5","s6","s7"]`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T, b *bubble) {
				all := b.refreshAll(7)
				b.show("s1")

				b.answer("sessions", failure)

				b.waits("s2", "s3", "s4", "s5", "s6", "s7")
				b.show("s2", "s3", "s4", "s5", "s6", "s7")
				wantAll(t, all, "running")
				all = b.refreshAll(7)
				b.waits("s1", "s2", "s3", "s4", "s5", "s6", "s7")
				b.show("s1", "s2", "s3", "s4", "s5", "s6", "s7")
				wantAll(t, all, "running")
			})
		})
	}
}

// A LIST is repeated where it has at most 30 sessions for each refresh that it answers, and nobody waits for one that
// there will not be.
func TestRefreshedSession_longListIsNotRepeatedForFew(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, b *bubble) {
		var records []string
		for i := range 240 {
			records = append(records, record(fmt.Sprintf("s%d", i+1), "", "running"))
		}
		all := b.refreshAll(7)
		b.show("s1")
		b.list(records...)
		b.show("s2", "s3")
		wantAll(t, all, "running")

		all = b.refreshAll(15) // 14 GETs would cost as much as a LIST of 420
		b.waits("s1", "s2", "s3", "s4", "s5", "s6", "s7")
		b.show("s1")
		b.waits("s2", "s3", "s4", "s5", "s6", "s7", "sessions")
		b.list(records...)
		b.show("s2", "s3", "s4", "s5", "s6", "s7")
		wantAll(t, all, "running")

		all = b.refreshAll(14)
		b.show("s1") // seven wait, too few
		b.waits("s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14")
		b.show("s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14")
		wantAll(t, all, "running")
	})
}
