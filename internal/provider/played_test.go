// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// played runs Terraform's commands in this process: it reads the directory's configuration, makes the calls to the
// provider that Terraform makes, and keeps terraform.tfstate. It knows what the tests use of Terraform, and fails a test
// that uses more: such a test needs a real engine. See emulated for what it does with one resource.
type played struct {
	t     *testing.T
	dir   string
	base  *server // the provider's process
	plans map[string]*playedPlan

	// of the command that runs
	state    *playedState
	scope    *scope
	objects  map[string]*emulated // by address
	output   strings.Builder
	messages []playedMessage
	failed   bool
	pending  map[string]bool // the addresses that the plan so far changes
}

func newPlayed(t *testing.T, dir string) *played {
	t.Helper()
	return &played{t: t, dir: dir, plans: map[string]*playedPlan{}}
}

// serve lets the next commands use that provider.
func (p *played) serve(served tfprotov6.ProviderServer) {
	p.t.Helper()
	p.base = &server{t: p.t, ctx: p.t.Context(), ProviderServer: hears(p.t, served)}
	var err error
	if p.base.schema, err = p.base.GetProviderSchema(p.base.ctx, &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		p.t.Fatal(err)
	}
}

func (p *played) unsupported(what string) {
	p.t.Helper()
	p.t.Fatalf("%s: Terraform is not played so far: this test needs a real engine (newRealEngine)", what)
}

// run is the command that a user types, its output and exit code.
func (p *played) run(args ...string) (output string, code int) {
	p.t.Helper()
	p.output.Reset()
	p.failed, p.messages, p.scope = false, nil, nil
	p.state = p.loadState()
	options := parseOptions(args[1:])
	switch args[0] {
	case "init":
		return "", 0
	case "version":
		return "Terraform v1.11.4\n", 0
	case "plan":
		code = p.planCommand(options)
	case "apply":
		code = p.applyCommand(options)
	case "destroy":
		options.flags["-destroy"] = "true"
		code = p.applyCommand(options)
	case "refresh":
		options.flags["-refresh-only"] = "true"
		code = p.applyCommand(options)
	case "taint", "untaint":
		code = p.taintCommand(options.rest[0], args[0] == "taint")
	case "import":
		code = p.importCommand(args[len(args)-2], args[len(args)-1])
	case "state":
		code = p.stateCommand(options.rest)
	case "show":
		code = p.showCommand(options)
	case "output":
		code = p.outputCommand(options)
	default:
		p.unsupported("terraform " + args[0])
	}
	p.printMessages()
	return p.output.String(), code
}

// commandOptions are what follows a command's name.
type commandOptions struct {
	flags map[string]string
	rest  []string
}

func parseOptions(args []string) commandOptions {
	o := commandOptions{flags: map[string]string{}}
	for _, arg := range args {
		if !strings.HasPrefix(arg, "-") {
			o.rest = append(o.rest, arg)
			continue
		}
		name, value, found := strings.Cut(arg, "=")
		if !found {
			value = "true"
		}
		o.flags[name] = value
	}
	return o
}

// only fails a test that uses another flag.
func (p *played) only(o commandOptions, known ...string) {
	p.t.Helper()
	for flag := range o.flags {
		if !slices.Contains(known, flag) {
			p.unsupported(flag)
		}
	}
}

func (p *played) printf(format string, args ...any) { fmt.Fprintf(&p.output, format, args...) }

// playedMessage is a diagnostic, and where in the configuration it points to: 0 for nowhere.
type playedMessage struct {
	*tfprotov6.Diagnostic

	address string
	line    int
}

// said keeps diagnostics of a resource for the end of the command.
func (p *played) said(address string, diagnostics ...*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		message := playedMessage{Diagnostic: d, address: address}
		if p.scope != nil {
			message.line = p.scope.line(address, d.Attribute)
		}
		p.messages = append(p.messages, message)
		p.failed = p.failed || d.Severity == tfprotov6.DiagnosticSeverityError
	}
}

// saidOfState is said of an object that is destroyed: it does not point into the configuration.
func (p *played) saidOfState(address string, diagnostics ...*tfprotov6.Diagnostic) {
	first := len(p.messages)
	p.said(address, diagnostics...)
	for i := range p.messages[first:] {
		p.messages[first+i].line = 0
	}
}

// printMessages prints the diagnostics as Terraform does, in its order, without the lines of the configuration.
func (p *played) printMessages() {
	slices.SortStableFunc(p.messages, func(a, b playedMessage) int {
		return cmp.Or(-cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.line, b.line))
	})
	for _, d := range p.messages {
		word := "Warning"
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			word = "Error"
		}
		p.printf("\n╷\n│ %s: %s\n│ \n", word, d.Summary)
		if d.address != "" {
			p.printf("│   with %s,\n│ \n", d.address)
		}
		for line := range strings.SplitSeq(d.Detail, "\n") {
			p.printf("│ %s\n", line)
		}
		p.printf("╵\n")
	}
}

func (p *played) errorf(address, summary, format string, args ...any) {
	p.said(address, &tfprotov6.Diagnostic{
		Severity: tfprotov6.DiagnosticSeverityError, Summary: summary, Detail: fmt.Sprintf(format, args...),
	})
}

// begin reads the configuration and configures the provider, as each phase of a command does.
func (p *played) begin() bool {
	p.t.Helper()
	p.scope, p.pending = p.readScope(), map[string]bool{}
	if p.failed {
		return false
	}
	config := p.scope.providerConfig()
	if p.failed {
		return false
	}
	valid, err := p.base.ValidateProviderConfig(p.base.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	if p.said("provider[\"registry.terraform.io/bosops/bos\"]", valid.Diagnostics...); p.failed {
		return false
	}
	resp, err := p.base.ConfigureProvider(p.base.ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.11.4", Config: config})
	if err != nil {
		p.t.Fatal(err)
	}
	p.said("provider[\"registry.terraform.io/bosops/bos\"]", resp.Diagnostics...)
	return !p.failed
}

// object is the resource of an address as the engine handles it, with what the state holds of it.
func (p *played) object(address, typ string) *emulated {
	if e := p.objects[address]; e != nil {
		return e
	}
	e := &emulated{t: p.t, p: p.base.of(typ), fence: func() {}, violation: p.t.Errorf}
	p.objects[address] = e
	return e
}

// known makes a value of a resource or a data source visible to the rest of the configuration.
func (p *played) known(address string, value cty.Value) { p.scope.set(address, value) }
