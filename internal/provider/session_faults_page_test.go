// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what was measured into the documentation's templates")

// faultGroup is a section of the page.
type faultGroup struct {
	title string
	first string // heads the column that tells how the first command ended
	rows  []faultRow
}

// faultGroups are in the order of a session's life.
func faultGroups() []faultGroup {
	const apply, before, destroy = "`terraform apply`", "the apply before", "`terraform destroy`"
	return []faultGroup{
		{"When a session is started", apply, slices.Concat(lostRows(), gatewayRows(), goneRows(), oddRows(), refusedRows(), nameRows())},
		{"While it is waited for", apply, slices.Concat(silenceRows(), tokenRows(), recordRows(), strangeRows())},
		{"When it is complete", apply, slices.Concat(nodeRows(), resultRows())},
		{"Later, when it is planned again", before, laterRows()},
		{"When it is destroyed", destroy, destroyRows()},
	}
}

// Whatever goes wrong, an apply starts one session at most, and what it says, keeps and plans next is
// as promised. The documentation shows what was measured here: -update writes it.
func TestSession_faults(t *testing.T) {
	measure(t, faultGroups(), matrixOfV2)
}

// measure runs the rows of groups and compares their tables with those of the page.
func measure(t *testing.T, groups []faultGroup, place matrix) {
	t.Helper()
	results := make([][]faultResult, len(groups))
	t.Run("rows", func(t *testing.T) {
		for g, group := range groups {
			results[g] = make([]faultResult, len(group.rows))
			for i, row := range group.rows {
				t.Run(group.title+"/"+row.what, func(t *testing.T) {
					t.Parallel()
					got := row.run(t)
					results[g][i] = got
					if want := row.want(); got != want {
						t.Errorf("\n got %+v\nwant %+v", got, want)
					}
				})
			}
		}
	})

	var table strings.Builder
	for g, group := range groups {
		fmt.Fprintf(&table, faultTable, group.title, group.first)
		for i := range group.rows {
			if !results[g][i].seen {
				return // -run chose some
			}
			table.WriteString(group.rows[i].line(results[g][i]))
		}
		table.WriteString("\n")
	}
	t.Log("\n" + table.String())
	comparePage(t, table.String(), place)
}

const faultTable = "### %s\n\n" +
	"| what goes wrong | %s | sessions started | requests to start | in the state | the next plan | then |\n|---|---|---|---|---|---|---|\n"

// line is a row of the page.
func (row *faultRow) line(got faultResult) string {
	first := "apply"
	if row.destroy != nil {
		first = "destroy"
	}
	then := ""
	if got.last != got.state || row.way != nil || first == "apply" && got.plan != "no changes" {
		words := strings.TrimSuffix(strings.Join(row.ways(first), "`, `"), " plan")
		then = fmt.Sprintf("`%s` %s; in all %s; %s", words, got.end, count(got.sentInAll[0]), got.last)
	}
	cells := []string{row.what, got.apply, fmt.Sprint(got.sent[0]), fmt.Sprint(got.sent[1]), got.state, got.plan, then}
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func count(sessions int) string {
	if sessions == 1 {
		return "1 session"
	}
	return fmt.Sprintf("%d sessions", sessions)
}

const (
	pageTemplate = "../../templates/guides/measured-faults.md.tmpl"
	page         = "../../docs/guides/measured-faults.md"
)

// matrix is a place on the page: the test that writes it, and the lines around it.
type matrix struct{ test, begins, ends string }

var (
	matrixOfV2 = matrix{"TestSession_faults", "<!-- measured by TestSession_faults -->\n\n", "<!-- end of what is measured -->"}
	matrixOfV1 = matrix{"TestSessionV1_faults", "<!-- measured by TestSessionV1_faults -->\n\n", "<!-- end of what is measured on v1 -->"}
)

// comparePage compares the page with what was measured, or writes that into it.
func comparePage(t *testing.T, measured string, place matrix) {
	t.Helper()
	compareFile(t, pageTemplate, page, measured, place)
}

// compareFile compares a file, and what is generated from it, with what was measured, or writes that into the file.
func compareFile(t *testing.T, file, generated, measured string, place matrix) {
	t.Helper()
	before, shown, after := cutPage(t, file, place)
	if shown != measured {
		if *update && !t.Failed() {
			if err := os.WriteFile(file, []byte(before+place.begins+measured+place.ends+after), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Log("written; now run `make generate`")
			return
		}
		t.Errorf("%s does not show what was measured; if that is right: go test ./internal/provider -run %s -update && make generate\n%s",
			file, place.test, differingLines(shown, measured))
		return
	}
	if _, shown, _ := cutPage(t, generated, place); shown != measured {
		t.Errorf("%s does not show what was measured: run `make generate`", generated)
	}
}

func cutPage(t *testing.T, file string, place matrix) (before, shown, after string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(content), place.begins)
	shown, after, ended := strings.Cut(rest, place.ends)
	if !found || !ended {
		t.Fatalf("%s has no place for what %s measures", file, place.test)
	}
	return before, shown, after
}

// differingLines are those of one text that the other does not have.
func differingLines(shown, measured string) string {
	var b strings.Builder
	other := strings.Split(measured, "\n")
	for line := range strings.SplitSeq(shown, "\n") {
		if !slices.Contains(other, line) {
			b.WriteString("-" + line + "\n")
		}
	}
	other = strings.Split(shown, "\n")
	for line := range strings.SplitSeq(measured, "\n") {
		if !slices.Contains(other, line) {
			b.WriteString("+" + line + "\n")
		}
	}
	return b.String()
}
