// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// failingLimit is the group whose reboot fails, and failingNodes are its nodes
// that fail in the simulator: one never powers on, one fails its configuration.
const failingLimit = "yellow"

var failingNodes = []string{"x3000c0s16b1n0", "x3000c0s16b2n0"}

// newImage differs from the example's image.
const newImage = "-var=image=s3://boot-images/3a7d1f04-57d2-4c0e-9d41-20b5b3f2c9aa/manifest.json"

// chapter begins the next chapter.
func (s *stage) chapter(title string) {
	s.chapters++
	s.out.chapter(fmt.Sprintf("%d. %s", s.chapters, title))
}

// intro explains what is real and what is not.
func (s *stage) intro(engine string) {
	s.out.chapter("A reboot of compute nodes, from a configuration")
	s.out.say(`No hardware is touched: a simulator plays the Boot Orchestration Service (BOS) of
a system with %d nodes, %d times as fast as life. A reboot of 12 minutes takes
%.0f seconds here.%s

All the rest is real: %s, the provider as it was just built, and the
commands below. They run in a temporary copy of %s.`,
		simulatorNodes, simulatorSpeed, 12*time.Minute.Seconds()/simulatorSpeed, s.api.about, engine, s.api.example)
}

// play takes the configuration through the first hour of a user.
func (s *stage) play(ctx context.Context) error {
	story := []func(context.Context) error{s.begin, s.plan, s.reboot, s.planAgain}
	if s.api.writesPlans() {
		story = []func(context.Context) error{s.begin, s.plan, s.typo, s.reboot, s.planAgain, s.newImage}
	}
	for _, chapter := range append(story, s.fail, s.destroy) {
		err := chapter(ctx)
		if err != nil {
			return err
		}
	}

	return s.end()
}

func (s *stage) begin(ctx context.Context) error {
	s.chapter("The configuration")
	s.out.say("The environment has where BOS is, and where the provider is to report progress:")
	typed := []string{
		"export BOS_ENDPOINT=" + s.simulator.endpoint(), "export BOS_TOKEN=" + simulatorToken,
		"export BOS_PROGRESS_FILE=$PWD/" + progressLog,
	}
	if s.api.version != defaultVersion {
		typed = append(typed, "export BOS_API_VERSION="+s.api.version)
	}
	s.out.typed(typed...)
	s.out.say("\n%s", s.api.wanted)
	s.out.typed("cat main.tf")
	text, err := os.ReadFile(filepath.Join(s.work(), "main.tf"))
	if err != nil {
		return err
	}
	s.out.say("%s", strings.TrimRight(string(text), "\n"))

	s.out.say(`
%s finds the provider by its name, "bosops/bos". A folder stands in for the
registry here, hence the remark on checksums.`, s.product)
	_, err = s.run(ctx, 0, "init")

	return err
}

func (s *stage) plan(ctx context.Context) error {
	s.chapter("Plan: what would run, and on which nodes")
	s.out.say("%s", s.api.plan)
	printed, err := s.run(ctx, 0, "plan", "-out=reboot.tfplan")
	if err != nil {
		return err
	}
	if !strings.Contains(printed, s.api.foreseen) {
		return fmt.Errorf("the plan does not say %q", s.api.foreseen)
	}

	return nil
}

func (s *stage) typo(ctx context.Context) error {
	s.chapter("A typo: seen in the plan, not after the reboot")
	s.out.say(`A limit that selects no node is an error of the plan. (What the plan prints above
its error or warning is left out in this chapter.)`)
	const meant = "did you mean `blue`?"
	printed, err := s.runFor(ctx, "Error: ", 1, "plan", "-var=limit=bleu")
	if err != nil {
		return err
	}
	s.out.say(`
"All but blue", with the same typo, selects nodes: every one, and those of blue
among them. BOS would reboot them without a word. The plan counts them, and flags
the name:`)
	all, err := s.runFor(ctx, "63 nodes: reboot", 0, "plan", "-var=limit=all,!bleu")
	if err != nil {
		return err
	}
	for _, text := range []string{printed, all} {
		if !strings.Contains(text, meant) {
			return fmt.Errorf("the plan does not ask %q", meant)
		}
	}

	return nil
}

func (s *stage) reboot(ctx context.Context) error {
	s.chapter("Apply: 16 of 64 nodes are rebooted")
	s.out.say(`The first plan was saved. Applying it starts the session and waits until BOS says
what became of it. Lines with "BOS:" are what the demo sees meanwhile when it asks
the simulator, as "%s" would show it on a real
system.`, s.api.command)
	stop := s.watch(ctx)
	_, err := s.run(ctx, 0, "apply", "reboot.tfplan")
	stop()
	if err != nil {
		return err
	}
	s.out.say(`
Terraform itself prints nothing but "Still creating..." meanwhile. The provider has
written to the progress file how far the session was, with one line for each change.
(The counts follow once a minute at most: once here, where a minute takes a second.)
With BOS_PROGRESS_FILE=/dev/tty the lines appear in the terminal while you wait.`)

	return s.showProgress("complete · succeeded")
}

// showProgress prints the last lines of the progress file. One of them must have the text.
func (s *stage) showProgress(text string) error {
	const last = 4
	content, err := os.ReadFile(s.progressFile())
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	tail := strings.Join(lines[max(0, len(lines)-last):], "\n")
	s.out.typed(fmt.Sprintf("tail -n %d %s", last, progressLog))
	s.out.say("%s", tail)
	if !strings.Contains(tail, text) {
		return fmt.Errorf("the progress file does not say %q", text)
	}

	return nil
}

func (s *stage) planAgain(ctx context.Context) error {
	s.chapter("Plan again: nothing to do")
	s.out.say(`What has run does not run again: with -detailed-exitcode, exit code 0 says that
there are no changes.`)
	_, err := s.run(ctx, 0, "plan", "-detailed-exitcode")
	if err != nil {
		return err
	}
	s.out.typed("echo $?")
	s.out.say("0")

	return nil
}

func (s *stage) newImage(ctx context.Context) error {
	s.chapter("A new image: the boot plan changes, and with it the nodes")
	s.out.say(`What the nodes are to run changes, and with it the boot plan's fingerprint, which
is a trigger of the reboot: the plan shows an update of the one and a replacement of
the other. An edit of its description alone would reboot nobody.`)
	stop := s.watch(ctx)
	_, err := s.run(ctx, 0, "apply", "-auto-approve", newImage)
	stop()

	return err
}

func (s *stage) fail(ctx context.Context) error {
	s.chapter("A reboot that fails")
	s.out.say(`Another limit is another reboot, so the plan shows a replacement. Two nodes of the
group %q are broken: see how the error at the end names them, with what BOS
says about each. (-auto-approve is for the demo: look at a plan before you agree.)`, failingLimit)
	stop := s.watch(ctx)
	arguments := []string{"apply", "-auto-approve", "-var=limit=" + failingLimit}
	if s.api.writesPlans() {
		arguments = append(arguments, newImage)
	}
	printed, err := s.run(ctx, 1, arguments...)
	stop()
	if err != nil {
		return err
	}
	for _, node := range failingNodes {
		if !strings.Contains(printed, node) {
			return fmt.Errorf("the error of the failed reboot does not name %s", node)
		}
	}
	s.out.say("\nThe last lines of the progress file:")
	err = s.showProgress("complete · failed")
	if err != nil {
		return err
	}
	s.out.say(`
That was meant to fail. The session stays in the state, marked as tainted, and
resources that depend on it would not have been touched.`)

	return nil
}

func (s *stage) destroy(ctx context.Context) error {
	s.chapter("Destroy: the record goes, the nodes stay as they are")
	s.out.say("%s", s.api.destroy)
	_, err := s.run(ctx, 0, "destroy", "-auto-approve")

	return err
}

// end counts the sessions that BOS was asked to start.
func (s *stage) end() error {
	started := 0
	for _, line := range s.simulator.lines() {
		if strings.Contains(line, "POST") && strings.Contains(line, s.api.sessions) {
			started++
		}
	}
	if started != s.api.started {
		return fmt.Errorf("BOS was asked for %d sessions instead of %d:\n%s",
			started, s.api.started, strings.Join(s.simulator.lines(), "\n"))
	}
	s.out.chapter("The end")
	s.out.say(`In all, BOS was asked to start %d sessions: one for each apply.

To play with it yourself:  make sim      (a simulator that stays)
                           make install  (the provider, for your own configurations)
What there is:             docs/, examples/`, started)

	return nil
}
