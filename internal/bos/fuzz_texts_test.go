// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// add adds seeds.
func add(f *testing.F, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add(seed)
	}
}

// quoted returns the JSON of a text.
func quoted(text string) []byte {
	data, _ := json.Marshal(text) // a string always has one
	return data
}

// A time is in UTC, and read again from each of its layouts.
func FuzzMoment(f *testing.F) {
	add(f, "2026-11-22T10:58:19", "2026-11-22T11:03:39.448368Z", "2026-11-22 11:03:44.132733", "2026-11-22 11:03:44+02:00", "0000-01-01T00:00:00Z", "x")
	f.Fuzz(func(t *testing.T, text string) {
		var m, again moment
		if json.Unmarshal(quoted(text), &m) != nil || m.IsZero() {
			return
		}
		if m.Location() != time.UTC {
			t.Errorf("%q is in %v", text, m.Location())
		}
		if m.Year() < 0 || m.Year() > 9999 { // a zone may lead out of the years that a layout can write
			return
		}
		if err := json.Unmarshal(quoted(m.Format("2006-01-02T15:04:05.999999999")), &again); err != nil || !again.Equal(m.Time) {
			t.Errorf("%q is %v, and written and read again %v (%v)", text, m, again, err)
		}
	})
}

func FuzzElapsed(f *testing.F) {
	add(f, "0:00:07", "0:01:37.131708", "1 day, 2:03:04", "-1 day, 23:59:59", "99999 days, 999999:59:59.9", "0:00:00.", "")
	f.Fuzz(func(t *testing.T, text string) {
		var e elapsed
		if json.Unmarshal(quoted(text), &e) != nil {
			return
		}
		if !strings.HasPrefix(strings.TrimSpace(text), "-") && e < 0 {
			t.Errorf("%q is %v", text, time.Duration(e))
		}
	})
}

func FuzzNumber(f *testing.F) {
	add(f, "1", "66.66666666666666", `"33.3"`, "1e400", `"NaN"`, `"0x1p-2"`, "null", "true", "-0")
	f.Fuzz(func(t *testing.T, text string) {
		var n number
		if json.Unmarshal([]byte(text), &n) == nil && (math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) || n.count() < 0) {
			t.Errorf("%q is %v, %d", text, n, n.count())
		}
	})
}

// What is meant in place of an age is an age.
func FuzzAge(f *testing.F) {
	add(f, "12h", "0", "01m", " 1d\n", "9999999w", "730001D", "00", "5", "1h30m", "")
	f.Fuzz(func(t *testing.T, age string) {
		finding, found := CheckAge(age)
		if !found && !agePattern.MatchString(age) || found && finding.Kind == 0 {
			t.Errorf("%q: %+v", age, finding)
		}
		if finding.Meant != "" && len(finding.Meant) <= MaxAgeLength {
			if other, found := CheckAge(finding.Meant); found && other.Kind != AgeBeyondCalendar {
				t.Errorf("%q means %q, which is no age: %+v", age, finding.Meant, other)
			}
		}
	})
}

// xnameForm is what ParseXname accepts.
var xnameForm = regexp.MustCompile(`^[xX][0-9]+[cC][0-9]+[sS][0-9]+([bB][0-9]+([nN][0-9]+)?)?$`)

func FuzzXname(f *testing.F) {
	add(f, "x3000c0s1b0n0", "X03000C0S01b0N00", "x3000c0s1b0", "x3000c0s010", "x3000c8s1b0", "x1c1\u017f1", "x0c0s0b0n0 ", "nid1")
	f.Fuzz(func(t *testing.T, text string) {
		x, ok := ParseXname(text)
		if ok != xnameForm.MatchString(text) {
			t.Fatalf("%q: an xname: %v", text, ok)
		}
		again := NormalNode(text)
		if utf8.ValidString(text) && NormalNode(again) != again {
			t.Errorf("%q is normalized to %q, and that to %q", text, again, NormalNode(again))
		}
		if !ok {
			return
		}
		normal := x.Normal()
		parsed, ok := ParseXname(normal.String())
		if !ok || parsed != normal || normal.Normal() != normal || !normal.isNormal() || x.isNormal() != (x == normal) {
			t.Errorf("%q: normal form %+v", text, normal)
		}
		if x.Level() == XnameNode && (again != normal.String() || IsNode(text) != (x == normal && x.Exists())) {
			t.Errorf("%q: as a node %q, normal form %q", text, again, normal)
		}
		if meant, ok := MeantNode(text); ok && (!IsNode(meant) || IsNode(text)) {
			t.Errorf("%q means %q", text, meant)
		}
	})
}

// The methods of a limit agree with each other, and with its findings.
func FuzzLimitNodes(f *testing.F) {
	add(f, "x1c0s0b0n0,x1c0s0b0n1", "x1c0s0b0n0,!x1c0s0b0n0", "all,!x1c0s0b0n0", "a,&x1c0s0b0n0", "*", "x01c0s0b0n0", "x1c0s0b0n0,x1c0s0b0n0")
	f.Fuzz(func(t *testing.T, text string) {
		limit := ParseLimit(text)
		named, findings := limit.NamedNodes(), limit.Findings()
		if count, ok := limit.CountListed(); ok && count < len(named) {
			t.Errorf("%q: %d nodes listed, %d named", text, count, len(named))
		}
		if nodes, ok := LimitNodes(&text); ok && len(nodes) != len(named) {
			t.Errorf("%q lists %q, but names %q", text, nodes, named)
		}
		for _, finding := range findings {
			if finding.Kind == LimitNoNodes && limit.SelectsEveryNode() {
				t.Errorf("%q selects every node, and none", text)
			}
			if finding.Kind == LimitXnameForm && !IsNode(strings.TrimLeft(finding.Meant, "&!")) {
				t.Errorf("%q: item %q means %q", text, finding.Item, finding.Meant)
			}
		}
		for _, finding := range CheckNodes(text) {
			if finding.Kind == NodesXnameForm && !IsNode(finding.Meant) {
				t.Errorf("%q: node %q means %q", text, finding.Item, finding.Meant)
			}
		}
	})
}

// The token of the boot script service is in no error, however deep the JSON is in which it stands.
func FuzzSecretOfNodes(f *testing.F) {
	f.Add("a", "b", uint8(0))
	f.Add(`\`, `"bss_token":"`, uint8(2))
	client, err := gateway.New(gateway.Config{Service: Service, Endpoint: "https://bos.example.com"})
	if err != nil {
		f.Fatal(err)
	}
	const secret = "s3cr3t-b00t-script-t0ken"
	f.Fuzz(func(t *testing.T, before, after string, depth uint8) {
		body, err := json.Marshal(map[string]any{"a": before, "bss_token": secret + after, "z": after})
		for range depth % 4 {
			body, err = json.Marshal(map[string]any{"inner": string(body), "z": after})
		}
		if err != nil {
			t.Fatal(err)
		}
		failure := client.Unusable("GET", "/v2/components", 200, string(body), nil)
		if strings.Contains(failure.Body+failure.Error(), secret) {
			t.Errorf("%s: %s", body, failure)
		}
	})
}
