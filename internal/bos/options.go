// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const optionsPath = apiPath + "/options"

// Options are BOS's own, by name. One that this BOS does not have is absent, so that
// options["reject_nids"].Flag is nil then; one that is not known here is kept as Other.
type Options map[string]Option

// Option is the value of an option: the one field that is not nil.
type Option struct {
	Number *int64
	Text   *string
	Flag   *bool
	Other  json.RawMessage // of an option that is not known here, or of another kind than it should be
}

// Options gets the options of BOS, which hold for the whole system. gateway.ErrUnauthorized: tenants' administrators
// may not. On v1 of the API a *gateway.InputError that matches errors.ErrUnsupported.
func (c *Client) Options(ctx context.Context) (Options, error) {
	if err := c.hasOptions(ctx); err != nil {
		return nil, err
	}
	return c.options(ctx, false)
}

func (c *Client) options(ctx context.Context, once bool) (Options, error) {
	wire, err := call[optionsV2](ctx, c, gateway.Request{Method: http.MethodGet, Path: optionsPath, Once: once})
	return wire.noun(), err
}

// PatchOptions sets the options that are in changes, whatever the others are, and returns all as BOS has them
// afterwards. Its errors: a *gateway.InputError for each change that BOS could never accept; an *OptionsError where BOS
// answered and does not have them afterwards, with the options that it has; those of Options.
func (c *Client) PatchOptions(ctx context.Context, changes Options) (Options, error) {
	if err := CheckOptions(changes); err != nil {
		return nil, err
	}
	if err := c.hasOptions(ctx); err != nil {
		return nil, err
	}
	if len(changes) > 0 {
		if _, err := call[optionsV2](ctx, c, gateway.Request{Method: http.MethodPatch, Path: optionsPath, Body: changes}); err != nil {
			return nil, err
		}
	}
	// The answer to a PATCH repeats what was sent, be it an option that this BOS does not have.
	now, err := c.options(ctx, false)
	if err != nil {
		return nil, err
	}
	return now, now.lack(changes)
}

func (c *Client) hasOptions(ctx context.Context) error {
	return c.onlyV2(ctx, "api_version", `BOS has no options: use v2 (CSM ≥ 1.3)`)
}

// optionsV2 are all options, whatever their kinds.
type optionsV2 map[string]json.RawMessage

func (w *optionsV2) Check() error {
	if len(*w) == 0 {
		return errors.New("the answer is not BOS's options")
	}
	return nil
}

func (w *optionsV2) noun() Options {
	options := make(Options, len(*w))
	for name, value := range *w {
		if string(value) != "null" {
			options[name] = readOption(name, value)
		}
	}
	return options
}

func readOption(name string, value json.RawMessage) Option {
	rule, _ := optionRule(name)
	var option Option
	var err error
	switch rule.Kind {
	case OptionNumber:
		err = json.Unmarshal(value, &option.Number)
	case OptionText:
		err = json.Unmarshal(value, &option.Text)
	case OptionFlag:
		err = json.Unmarshal(value, &option.Flag)
	default:
		return Option{Other: value}
	}
	if err != nil {
		return Option{Other: value}
	}
	return option
}

// MarshalJSON writes the value alone.
func (o Option) MarshalJSON() ([]byte, error) {
	switch {
	case o.Number != nil:
		return json.Marshal(*o.Number)
	case o.Text != nil:
		return json.Marshal(*o.Text)
	case o.Flag != nil:
		return json.Marshal(*o.Flag)
	case o.Other != nil:
		return o.Other, nil
	default:
		return []byte("null"), nil
	}
}

// String is the value as BOS writes it; of a text without quotes, and "" of none.
func (o Option) String() string {
	switch {
	case o.Number != nil:
		return fmt.Sprint(*o.Number)
	case o.Text != nil:
		return *o.Text
	case o.Flag != nil:
		return fmt.Sprint(*o.Flag)
	default:
		return string(o.Other)
	}
}

// Equal tells whether two values are the same; a number and a text never are.
func (o Option) Equal(other Option) bool {
	return o.kind() == other.kind() && o.String() == other.String()
}

func (o Option) kind() OptionKind {
	switch {
	case o.Number != nil:
		return OptionNumber
	case o.Text != nil:
		return OptionText
	case o.Flag != nil:
		return OptionFlag
	default:
		return ""
	}
}
