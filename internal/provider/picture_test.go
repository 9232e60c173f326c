// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/picture"
)

// The picture of the README: a plan, an apply and a second plan of its configuration, on a simulated system.
const (
	pictureSession = "blue-1" // a name that is the same in each run
	pictureTitle   = " on a simulated system of 64 nodes"
	pictureText    = "A terminal. The plan shows that 16 of 63 nodes will be rebooted, and which. The apply starts the session and " +
		"reports how many nodes are ready, up to 16 of 16. The second plan is empty."
)

// pictureEngine is the engine whose output is drawn, the oldest that is supported; others word and frame some lines otherwise.
var pictureEngine = edition{"Terraform", 11}

var pictureFiles = map[string]picture.Theme{
	"../../assets/run-light.svg": picture.Light, "../../assets/run-dark.svg": picture.Dark,
}

// pictureRun is a command of the picture, and the lines of its output that are shown.
type pictureRun struct {
	arguments []string
	note      string
	shown     *regexp.Regexp
}

var pictureRuns = []pictureRun{
	{
		[]string{"plan"},
		"shows the nodes; nothing runs yet",
		regexp.MustCompile(`^(  # bos_session\.blue will be created|Plan: .*|╷|╵|│ Warning: .*|│|│ The session reboots .*|│ +x3000.*|│ Left out:|│ +- 47 nodes.*|)$`),
	},
	{
		[]string{"apply", "-auto-approve"},
		"runs it once, and waits for the result",
		regexp.MustCompile(`^(bos_\S+ Creat.*|\d{4}-\d\d-\d\dT\S+ .*|Apply complete!.*|)$`),
	},
	{
		[]string{"plan"},
		"is empty: nothing runs again",
		regexp.MustCompile(`^(bos_\S+ Refreshing state.*|No changes\..*|)$`),
	},
}

// What the README's picture shows is what pictureEngine prints; -update draws it. Other engines run the commands, too.
func TestPicture(t *testing.T) {
	examples := shownBlocks(t, readmeFile)
	bos := foreseen(t, "auto", func(c *bossim.Config) {
		c.Timing.Spread = 7 * time.Minute
		c.System.Templates = nil // the configuration creates the only one
	})
	config := strings.Replace(examples[0], "  operation     =", "  name          = \""+pictureSession+"\"\n  operation     =", 1)
	output := filepath.Join(t.TempDir(), "output")
	for name, value := range map[string]string{"BOS_ENDPOINT": bos.URL, "BOS_PREVIEW": "auto", "BOS_PROGRESS_FILE": output} {
		t.Setenv(name, value)
	}
	tf := newRealEngine(t, bos)
	tf.env = append(tf.env, "TF_CLI_ARGS=", "NO_COLOR=") // with colours
	tf.copy(config)

	drawn := picture.Picture{Title: pictureEngine.String() + pictureTitle, Description: pictureText}
	for _, run := range pictureRuns {
		drawn.Panels = append(drawn.Panels, run.panel(t, bos, tf, output))
	}

	bos.wantSent(t, 1, 1)
	switch {
	case engineEdition(t) == pictureEngine:
	case *update:
		t.Fatalf("the picture is drawn on %s only: make picture ENGINE=PATH", pictureEngine)
	default:
		t.Skipf("the picture is compared on %s only", pictureEngine)
	}
	for file, theme := range pictureFiles {
		comparePicture(t, file, drawn, theme)
	}
}

func comparePicture(t *testing.T, file string, drawn picture.Picture, theme picture.Theme) {
	t.Helper()
	svg, err := drawn.SVG(theme)
	if err != nil {
		t.Fatal(err)
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(file, svg, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(content, svg) {
		t.Errorf("%s does not show what an engine prints; if that is right: make picture\n%s", file, differingLines(string(content), string(svg)))
	}
}

// panel runs the command. The engine and the provider append to the same file, as they write to the same terminal.
func (run *pictureRun) panel(t *testing.T, bos *sim, tf *engine, output string) picture.Panel {
	t.Helper()
	file, err := os.OpenFile(output, os.O_CREATE|os.O_WRONLY|os.O_APPEND|os.O_TRUNC, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	begin := bos.Clock.Now()
	command := exec.CommandContext(t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), run.arguments...) //nolint:gosec // the engine under test
	command.Dir, command.Env = tf.dir, tf.env
	command.Stdout, command.Stderr = file, file
	if err := command.Run(); err != nil {
		t.Error(err)
	}
	printed, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	if t.Failed() {
		t.Fatalf("%s", printed)
	}
	lines := strings.Split(inSimulatedTime(string(printed), bos.Clock.Now().Sub(begin)), "\n")
	return picture.Panel{Command: "terraform " + strings.Join(run.arguments, " "), Note: run.note, Lines: run.cut(lines)}
}

var (
	escapes   = regexp.MustCompile("\x1b\\[[0-9;]*m")
	stillRuns = regexp.MustCompile(`(?m)^.*: Still creating\.\.\. .*\n`)
	waited    = regexp.MustCompile(`(bos_session\.\w+: Creation complete after )\w+`)
	written   = regexp.MustCompile(`(bos_session_template\.\w+: Creation complete after )\w+`)
)

// inSimulatedTime is the output with the time that passed in the simulation: none while the template was written, and all of
// it while the session was waited for. The engine's own clock has moved by a second or two; where it has moved by more, the
// engine adds a line every ten.
func inSimulatedTime(output string, took time.Duration) string {
	output = stillRuns.ReplaceAllString(output, "")
	output = written.ReplaceAllString(output, "${1}0s")
	return waited.ReplaceAllString(output, "${1}"+took.Round(time.Second).String())
}

// cut is what is shown of the lines. A mark stands where lines are left out, and takes the place of the empty ones beside it.
func (run *pictureRun) cut(lines []string) []string {
	var shown []string
	left := "" // the mark for lines that were left out since the last one
	for _, line := range withStyles(lines) {
		plain := strings.TrimRight(escapes.ReplaceAllString(line, ""), " ")
		switch {
		case plain == "" || plain == "│" && left != "":
			continue
		case !run.shown.MatchString(plain):
			left = "\x1b[90m…"
			if strings.HasPrefix(plain, "│") {
				left = "\x1b[33m│\x1b[0m \x1b[90m…"
			}
			if last := len(shown) - 1; last >= 0 && escapes.ReplaceAllString(shown[last], "") == "│ " {
				shown = shown[:last]
			}
			continue
		}
		if left != "" {
			shown = append(shown, left)
		}
		shown, left = append(shown, line), ""
	}
	if left != "" {
		shown = append(shown, left)
	}
	return shown
}

// withStyles begins each line with the escape sequences that are in force after the one before.
func withStyles(lines []string) []string {
	styled := make([]string, 0, len(lines))
	active := ""
	for _, line := range lines {
		styled = append(styled, active+line)
		for _, escape := range escapes.FindAllString(line, -1) {
			active += escape
			if escape == "\x1b[0m" {
				active = ""
			}
		}
	}
	return styled
}
