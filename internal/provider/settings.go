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

// settings reads arguments, each from the configuration or else from its
// environment variable, and collects those that are not known yet. An argument
// is called by its path in the configuration, such as tls.ca_cert_file.
type settings struct {
	ctx     context.Context //nolint:containedctx // lives as long as the one call of connect
	diags   *diag.Diagnostics
	unknown []string
	origin  map[string]string // where an argument was found, if not in the configuration: begins an error's detail

	tokens    tokenSource
	automatic bool // the Cray CLI's login was looked for because nothing was configured
}

// variable is the name of the environment variable of an argument.
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
		// Terraform would show the line of the configuration, and the secret in it.
		s.diags.AddError(summary, argument+name+": "+detail)
		return
	}
	s.diags.AddAttributeError(argumentPath(name), summary, detail)
}

// fromEnvironment is the variable of an argument that the configuration does not give; "" when that is not set either. An
// empty variable counts as not set.
func (s *settings) fromEnvironment(name string) string {
	text := os.Getenv(variable(name))
	if text != "" {
		s.origin[name] = "The environment variable " + variable(name)
	}
	return text
}

// checkKnown notes an argument that is known only after apply.
func (s *settings) checkKnown(name string, unknown bool) bool {
	if unknown && !slices.Contains(s.unknown, name) {
		s.unknown = append(s.unknown, name)
	}
	return !unknown
}

// text returns the argument's value, "" when it is given nowhere. The configuration was validated already; check is for
// the environment.
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
	check.ValidateString(s.ctx, validator.StringRequest{Path: argumentPath(name), ConfigValue: types.StringValue(text)}, &resp)
	for _, d := range resp.Diagnostics {
		s.addError(name, d.Summary(), d.Detail())
	}
	return text
}

// duration is text for a Go duration; 0 when it is given nowhere.
func (s *settings) duration(name string, value types.String) time.Duration {
	text := s.text(name, value, validDuration())
	if text == "" {
		return 0
	}
	d, _ := time.ParseDuration(text) // was validated
	return d
}

// number is text for a number; nil when it is given nowhere.
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
		s.addError(name, check.summary(), quoteText(text)+" is no number: "+check.form())
	} else if detail := check.fault(number); detail != "" {
		s.addError(name, check.summary(), detail)
	}
	return &number
}

// boolean is text for yes or no; false when it is given nowhere.
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

// list is text for a list; its variable holds them separated by blanks.
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
