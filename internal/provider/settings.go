// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// settings reads arguments, each from the configuration or else from its environment variable, and collects the
// unknown ones. An argument's name is its path in the configuration, such as tls.ca_cert_file.
type settings struct {
	ctx     context.Context //nolint:containedctx // lives as long as the one call of connect
	diags   *diag.Diagnostics
	unknown []string
	origin  map[string]string // where an argument was found outside of the configuration; begins the detail of an error

	tokens    tokenSource
	automatic bool // nothing was configured, so the Cray CLI's login is used
}

// tokenSource is the name of the argument that gives the tokens, "" for none.
type tokenSource string

const (
	noToken         tokenSource = ""
	fromToken       tokenSource = "token"
	fromTokenFile   tokenSource = "token_file"
	fromCredentials tokenSource = "client_credentials"
	fromCrayCLI     tokenSource = "cray_cli"
)

// variable returns the name of an argument's environment variable.
func variable(name string) string {
	name = strings.TrimPrefix(name, "client_credentials.")
	return "BOS_" + strings.ToUpper(strings.ReplaceAll(name, ".", "_"))
}

func argumentPath(name string) path.Path {
	first, rest, nested := strings.Cut(name, ".")
	if !nested {
		return path.Root(first)
	}
	return path.Root(first).AtName(rest)
}

// addError adds an error about an argument, and says where its value was found.
func (s *settings) addError(name, summary, detail string) {
	const argument = "The argument "
	detail = strings.TrimPrefix(detail, argument+name+": ")
	origin := s.origin[name]
	switch {
	case origin != "":
		detail = origin + ": " + detail
	case slices.Contains([]string{"token", "client_credentials.client_secret", "proxy_url"}, name):
		// An error with a path would show the line of the configuration, and the secret in it.
		s.diags.AddError(summary, argument+name+": "+detail)
		return
	}
	s.diags.AddAttributeError(argumentPath(name), summary, detail)
}

// fromEnvironment returns the value of an argument's environment variable, "" if it is not set. An empty variable
// counts as not set.
func (s *settings) fromEnvironment(name string) string {
	text := os.Getenv(variable(name))
	if text != "" {
		s.origin[name] = "The environment variable " + variable(name)
	}
	return text
}

// checkKnown notes an argument that is known only after apply. It reports whether the argument is known.
func (s *settings) checkKnown(name string, unknown bool) bool {
	if unknown && !slices.Contains(s.unknown, name) {
		s.unknown = append(s.unknown, name)
	}
	return !unknown
}

// text returns the argument's value, "" if it is not given. check validates a value from the environment; the
// engine has validated the configuration.
func (s *settings) text(name string, value types.String, check validator.String) string {
	if !s.checkKnown(name, value.IsUnknown()) {
		return ""
	}
	if !value.IsNull() {
		return value.ValueString()
	}

	text := s.fromEnvironment(name)
	if text == "" || check == nil {
		return text
	}
	resp := validator.StringResponse{}
	check.ValidateString(s.ctx, validator.StringRequest{
		Path:        argumentPath(name),
		ConfigValue: types.StringValue(text),
	}, &resp)
	for _, d := range resp.Diagnostics {
		s.addError(name, d.Summary(), d.Detail())
	}
	return text
}

// duration is like text, for a Go duration. It returns 0 if the argument is not given.
func (s *settings) duration(name string, value types.String, check validator.String) time.Duration {
	text := s.text(name, value, check)
	if text == "" {
		return 0
	}
	d, _ := time.ParseDuration(text) // validated
	return d
}

// number is like text, for a number. It returns nil if the argument is not given.
func (s *settings) number(name string, value types.Float64, check numberRule) *float64 {
	if !s.checkKnown(name, value.IsUnknown()) || !value.IsNull() {
		return value.ValueFloat64Pointer()
	}
	text := s.fromEnvironment(name)
	if text == "" {
		return nil
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		s.addError(name, check.summary(), quoteText(text)+" is not a number: "+check.form())
	} else if detail := check.fault(number); detail != "" {
		s.addError(name, check.summary(), detail)
	}
	return &number
}

// boolean is like text, for true or false. It returns false if the argument is not given.
func (s *settings) boolean(name string, value types.Bool) bool {
	if !s.checkKnown(name, value.IsUnknown()) || !value.IsNull() {
		return value.ValueBool()
	}
	text := s.fromEnvironment(name)
	if text == "" {
		return false
	}
	truth, err := strconv.ParseBool(text)
	if err != nil {
		s.addError(name, "Invalid "+name, quoteText(text)+" is neither true nor false: write `true` or `false`.")
	}
	return truth
}

// list is like text, for a list. The environment variable separates the elements by spaces.
func (s *settings) list(name string, value types.List, fault func(word string) string) []string {
	var words []string
	if !value.IsNull() {
		known := !value.IsUnknown()
		for _, element := range value.Elements() {
			word, _ := element.(types.String)
			known = known && !word.IsUnknown()
			words = append(words, word.ValueString())
		}
		s.checkKnown(name, !known)
		return words
	}
	words = strings.Fields(s.fromEnvironment(name))
	for _, word := range words {
		if detail := fault(word); detail != "" {
			s.addError(name, "Invalid scope", detail)
		}
	}
	return words
}
