// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Command rehearse checks the files of a release, and installs it with Terraform
// and OpenTofu as users will: from a filesystem mirror, from a network mirror and
// from a registry, which it serves itself on loopback. It works on Unix.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
)

// allPlatforms are those that a release is for. .goreleaser.yml has the same list:
// this is what holds it to that.
const allPlatforms = "darwin_amd64,darwin_arm64,freebsd_386,freebsd_amd64,freebsd_arm,freebsd_arm64," +
	"linux_386,linux_amd64,linux_arm,linux_arm64,windows_386,windows_amd64,windows_arm64"

type settings struct {
	dist, version, key string
	platforms          []string
	engines            []string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "rehearse:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop has run
	}
}

func parse(args []string, out io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("rehearse", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, "usage: rehearse -dist FOLDER -version VERSION [-key FILE ENGINE ...]")
		fmt.Fprintln(out, "\nChecks the files of a release. Each ENGINE, the path of a Terraform or an OpenTofu,\ninstalls it and applies with it.")
		flags.PrintDefaults()
	}
	platforms := ""
	flags.StringVar(&s.dist, "dist", "", "the `folder` with the release's files, and nothing else")
	flags.StringVar(&s.version, "version", "", "the release's `version`, without a v")
	flags.StringVar(&s.key, "key", "", "the `file` with the public key that signed it, in ASCII armor")
	flags.StringVar(&platforms, "platforms", allPlatforms, "the `platforms` that it must be for")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.platforms, s.engines = strings.Split(platforms, ","), flags.Args()
	if s.dist == "" || s.version == "" || (s.key == "") != (len(s.engines) == 0) {
		flags.Usage()
		return s, errors.New("a flag is missing")
	}

	return s, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	s, err := parse(args, out)
	if err != nil {
		return err
	}
	r, err := openRelease(s.dist, s.version, s.platforms)
	if err != nil {
		return err
	}
	if err := list(out, r); err != nil || len(s.engines) == 0 {
		return err
	}
	dir, err := os.MkdirTemp("", "bos-rehearsal-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	stand, err := build(ctx, r, s.key, dir)
	if err != nil {
		return err
	}
	defer stand.shop.server.Close()
	results, err := stand.rehearse(ctx, s.engines, out)
	if err != nil {
		return err
	}

	return report(out, results)
}

// list prints the files of a release.
func list(out io.Writer, r *release) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "file\tbytes\tSHA256\n")
	for _, name := range append(r.summed(), r.name("SHA256SUMS"), r.name("SHA256SUMS.sig")) {
		info, err := os.Stat(r.path(name))
		if err != nil {
			return err
		}
		sum, err := fileSum(r.path(name))
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d\t%s\n", name, info.Size(), sum)
	}

	return table.Flush()
}

// rehearse tries each engine with each source, one after the other.
func (s *stand) rehearse(ctx context.Context, paths []string, out io.Writer) ([]result, error) {
	var results []result
	for i, path := range paths {
		engine, err := newEngine(ctx, path)
		if err != nil {
			return nil, err
		}
		for j, from := range s.sources(engine) {
			bos, err := openSystem(ctx)
			if err != nil {
				return nil, err
			}
			t := trial{
				release: s.release, platform: runtime.GOOS + "_" + runtime.GOARCH, engine: engine, source: from, shop: s.shop,
				place: workplace{dir: filepath.Join(s.dir, fmt.Sprintf("trial-%d-%d", i, j))},
			}
			fmt.Fprintf(out, "%s: init, apply and plan from a %s\n", engine.edition, from.name)
			found, err := t.run(ctx, bos)
			bos.server.Close()
			if err != nil {
				return nil, err
			}
			results = append(results, found)
		}
	}

	return results, nil
}

// report prints what was seen.
func report(out io.Writer, results []result) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nengine\tinstalled from\tinit says\tlock file\tsessions\tUser-Agent\tanother archive is refused\n")
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\t“… %s …”\n", r.edition, r.source, r.trust, r.lock, r.sessions, r.agent, r.refused)
	}

	return table.Flush()
}
