// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

// Command bench measures what the provider costs, beside providers that do
// nothing and the engine's own terraform_data. Run it with `make bench`, from the
// root of the project: TF_ACC_TERRAFORM_PATH names the Terraform or OpenTofu
// program. PERFORMANCE.md says how to read what it prints.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// bench is one run of the benchmark.
type bench struct {
	workshop *workshop
	settings settings
	out      io.Writer
	began    time.Time
}

type settings struct {
	sizes    []int
	repeats  int
	all      bool
	markdown bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(arguments []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	sizes := flags.String("n", "", "numbers of resources (default 1,100,1000, and 5000 with -all)")
	flags.IntVar(&s.repeats, "repeat", 3, "how often to measure fewer than 1000 resources; more are measured once")
	flags.BoolVar(&s.all, "all", false, "measure a session in real time, too")
	flags.BoolVar(&s.markdown, "markdown", false, "print tables in Markdown")
	err := flags.Parse(arguments)
	if err != nil {
		return s, err
	}
	switch {
	case *sizes != "":
	case s.all:
		*sizes = "1,100,1000,5000"
	default:
		*sizes = "1,100,1000"
	}
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 || n > 9000 { // the cabinets of sessionNode
			return s, fmt.Errorf("-n %s: give numbers from 1 to 9000, separated by commas", *sizes)
		}
		s.sizes = append(s.sizes, n)
	}
	if s.repeats < 1 {
		return s, errors.New("-repeat must be at least 1")
	}

	return s, nil
}

func run(ctx context.Context, arguments []string, out io.Writer) (err error) {
	s, err := parse(arguments)
	if err != nil {
		return err
	}
	b := &bench{settings: s, out: out, began: time.Now()}
	b.progress("building the providers")
	b.workshop, err = openWorkshop(ctx, contestants())
	if b.workshop != nil {
		defer func() { err = errors.Join(err, b.workshop.close()) }()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\n", b.workshop.about)

	return b.measure(ctx)
}

// measure prints each table as soon as it is complete.
func (b *bench) measure(ctx context.Context) error {
	tables, err := b.program(ctx, contestants())
	if err != nil {
		return err
	}
	b.print(tables...)
	for _, n := range b.settings.sizes {
		repeats := b.settings.repeats
		if n >= goalsFrom {
			repeats = 1
		}
		results, err := b.lives(ctx, contestants(), n, repeats)
		if err != nil {
			return err
		}
		b.print(livesTable(fmt.Sprintf("%d resources (median of %d)", n, repeats), contestants(), results))
		if n >= goalsFrom {
			b.print(goalsTable(n, results))
		}
	}
	further := []func(context.Context) (*table, error){b.waits, b.previews, b.large, b.queries}
	if b.settings.all {
		further = append(further, b.ending)
	}
	for _, table := range further {
		t, err := table(ctx)
		if err != nil {
			return err
		}
		b.print(t)
	}

	return nil
}

func (b *bench) print(tables ...*table) {
	for _, t := range tables {
		if b.settings.markdown {
			t.markdown(b.out)
		} else {
			t.write(b.out)
		}
	}
}

// progress says on the terminal what is being measured.
func (b *bench) progress(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "[%4.0f s] %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, arguments...))
}
