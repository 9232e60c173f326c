// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

// The flags' default values.
const (
	defaultListen = "127.0.0.1:27779"
	defaultNodes  = 64
	defaultARM    = 8
	defaultSpeed  = 60 // a minute of the simulated system takes a second
)

// aboutDrift explains how a user makes a node drift: with the request that the
// node's own reporter sends.
const aboutDrift = `
To have a node report that it runs something else than BOS wants, as if it had been
booted behind BOS's back (it goes on saying so if it is up, else for four hours of
the simulated system):

  curl -X PATCH "$BOS_ENDPOINT/v2/components/x3000c0s1b0n0" \
    -H 'Content-Type: application/json' \
    -d '{"actual_state": {"boot_artifacts": {"kernel": "s3://boot-images/another/kernel",
         "initrd": "s3://boot-images/another/initrd", "kernel_parameters": "quiet"}}}'

with -H "Authorization: Bearer $BOS_TOKEN" where it wants a token. While BOS works on
the node it answers 409.
`

// aboutHSM shows the other services of the simulated system.
const aboutHSM = `
The hardware state manager of the same system, from which BOS takes groups, roles,
locks and disabled nodes when it sets up a session, and its tenants:

  curl "${BOS_ENDPOINT%/bos}/smd/hsm/v2/groups/labels"
  curl "${BOS_ENDPOINT%/bos}/smd/hsm/v2/State/Components?type=Node&group=blue"
  curl "${BOS_ENDPOINT%/bos}/tapms/v1alpha3/tenants"

A node that is locked there is left out:

  curl -d '{"ComponentIDs": ["x3000c0s1b0n0"]}' "${BOS_ENDPOINT%/bos}/smd/hsm/v2/locks/lock"
`

type settings struct {
	listen    string
	nodes     int
	armNodes  int
	speed     float64
	token     string
	release   string // of BOS
	tls       bool
	auth      bool
	tokenLife time.Duration
	dir       string
	bare      bool
}

func parse(args []string, stdout io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bossim", flag.ContinueOnError)
	flags.SetOutput(stdout)
	flags.StringVar(&s.listen, "listen", defaultListen, "address to listen on; port 0 chooses a free one")
	flags.IntVar(&s.nodes, "nodes", defaultNodes, "number of X86 nodes of the simulated system")
	flags.IntVar(&s.armNodes, "arm-nodes", defaultARM,
		"number of ARM nodes besides, of the role Compute and the group "+armGroup)
	flags.BoolVar(&s.bare, "bare", false, "no session templates and no ARM nodes: a system for configurations that create their templates")
	flags.Float64Var(&s.speed, "speed", defaultSpeed, "seconds of the simulated system in one second")
	flags.StringVar(&s.release, "bos-version", "",
		"release of BOS, such as 2.10.34: below 2.0 it has v1 only, from 2.30 on v2 only (default 2.50.0)")
	flags.StringVar(&s.token, "token", "", "refuse requests without this bearer token")
	flags.BoolVar(&s.tls, "tls", false, "serve HTTPS with a new certificate authority; client certificates are optional")
	flags.BoolVar(&s.auth, "auth", false,
		"serve behind an API gateway with a token endpoint, roles and the tenant "+tenant)
	flags.DurationVar(&s.tokenLife, "token-life", gateway.DefaultLife,
		"with -auth: how long access tokens live, in real time")
	flags.StringVar(&s.dir, "dir", "", "with -tls or -auth: where to write certificates, tokens and Cray CLI folders,\n"+
		"and to leave them (default a new temporary folder, removed at the end)")
	flags.Usage = func() {
		_, _ = fmt.Fprintf(stdout, "Usage of %s:\n", flags.Name())
		flags.PrintDefaults()
		_, _ = io.WriteString(stdout, aboutImages+aboutDrift+aboutHSM)
	}
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if s.bare && !given["arm-nodes"] {
		s.armNodes = 0
	}

	return s, s.check(given)
}

func (s settings) check(given map[string]bool) error {
	switch {
	case s.nodes < 0:
		return fmt.Errorf("-nodes %d: there cannot be fewer than 0", s.nodes)
	case s.armNodes < 0:
		return fmt.Errorf("-arm-nodes %d: there cannot be fewer than 0", s.armNodes)
	case !(s.speed > 0):
		return fmt.Errorf("-speed %v: it must be more than 0", s.speed)
	case s.auth && s.token != "":
		return errors.New("-token and -auth: with -auth the token endpoint makes the tokens; give one of the two")
	case given["token-life"] && !s.auth:
		return errors.New("-token-life: only -auth makes tokens that end")
	case s.tokenLife < time.Second:
		return fmt.Errorf("-token-life %v: it must be a second or more", s.tokenLife)
	case given["dir"] && !s.auth && !s.tls:
		return errors.New("-dir: without -tls or -auth there is nothing to write")
	}

	return nil
}
