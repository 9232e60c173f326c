// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// table is a title and rows of as many cells as the head has. A row of one cell is a
// heading within the table.
type table struct {
	title string
	head  []string
	rows  [][]string
}

// write prints the table with aligned columns, the first to the left.
func (t *table) write(out io.Writer) {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		if len(row) == 1 {
			continue
		}
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	fmt.Fprintf(out, "\n%s\n\n", t.title)
	for _, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			padding := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
			switch {
			case len(row) == 1:
				line.WriteString("\n" + cell)
			case i == 0:
				line.WriteString("  " + cell + padding)
			default:
				line.WriteString("  " + padding + cell)
			}
		}
		fmt.Fprintln(out, strings.TrimRight(line.String(), " "))
	}
}

// markdown prints the table as GitHub shows it.
func (t *table) markdown(out io.Writer) {
	fmt.Fprintf(out, "\n### %s\n\n| %s |\n|%s\n", t.title, strings.Join(t.head, " | "),
		" --- |"+strings.Repeat(" ---: |", len(t.head)-1))
	for _, row := range t.rows {
		if len(row) == 1 {
			row = append([]string{"**" + row[0] + "**"}, make([]string, len(t.head)-1)...)
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(row, " | "))
	}
}

// livesTable shows what each operation on n resources cost, side by side.
func livesTable(title string, all []contestant, results measured) *table {
	t := &table{
		title: title,
		head: []string{
			"", "wall", "×null", "×same", "CPU", "×null", "×same", "engine", "×same", "provider", "×null", "×same",
			"engine mem.", "provider mem.", "×null", "×same",
		},
	}
	for _, o := range life {
		costs := map[string]cost{}
		for name, several := range results[o.name] {
			costs[name] = median(several)
		}
		t.rows = append(t.rows, []string{o.name + requestsOf(costs)})
		null, same := costs[nullLike], costs[sameLike]
		for _, contestant := range all {
			c := costs[contestant.name]
			t.rows = append(t.rows, []string{
				contestant.name,
				seconds(c.wall), ratio(c.wall, null.wall), ratio(c.wall, same.wall),
				seconds(c.cpu()), ratio(c.cpu(), null.cpu()), ratio(c.cpu(), same.cpu()),
				seconds(c.engineCPU), ratio(c.engineCPU, same.engineCPU),
				seconds(c.providerCPU), ratio(c.providerCPU, null.providerCPU), ratio(c.providerCPU, same.providerCPU),
				megabytes(c.engineMemory), megabytes(c.providerMemory),
				ratio(c.providerMemory, null.providerMemory), ratio(c.providerMemory, same.providerMemory),
			})
		}
	}

	return t
}

// requestsOf says which requests our provider sent to BOS.
func requestsOf(costs map[string]cost) string {
	sent := listed(costs[ours].requests)
	if sent == "" {
		return ""
	}

	return " (" + ours + " sent " + sent + ")"
}

func seconds(d time.Duration) string {
	if d == 0 {
		return "–"
	}

	return fmt.Sprintf("%.2f s", d.Seconds())
}

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "–"
	}

	return fmt.Sprintf("%d MB", bytes/1e6)
}

func ratio[T ~int64](value, unit T) string {
	if value == 0 || unit == 0 {
		return "–"
	}

	return fmt.Sprintf("%.2f", float64(value)/float64(unit))
}

// listed returns the numbers of requests by kind, the most frequent first.
func listed(requests map[string]int) string {
	kinds := slices.SortedFunc(maps.Keys(requests), func(a, b string) int {
		if d := requests[b] - requests[a]; d != 0 {
			return d
		}

		return strings.Compare(a, b)
	})
	parts := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		parts = append(parts, fmt.Sprintf("%d %s", requests[kind], kind))
	}

	return strings.Join(parts, ", ")
}
