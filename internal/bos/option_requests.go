// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

const optionsPath = apiPath + "/options"

// optionsV2 holds all options, of whatever type.
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

// readOption returns the value of an option. JSON that is kept is written anew, so that equal values have equal texts.
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
		return otherOption(value)
	}
	if err != nil {
		return otherOption(value)
	}
	return option
}

func otherOption(value json.RawMessage) Option {
	var decoded any
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if decoder.Decode(&decoded) != nil || encoder.Encode(decoded) != nil {
		return Option{Other: value}
	}
	return Option{Other: bytes.TrimSpace(text.Bytes())}
}

// Options returns the options of BOS, which apply to the whole system. The error matches gateway.ErrUnauthorized for
// tenants' administrators. On v1 of the API it is a *gateway.InputError that matches errors.ErrUnsupported.
func (c *Client) Options(ctx context.Context) (Options, error) {
	if err := c.requireOptions(ctx); err != nil {
		return nil, err
	}
	return c.options(ctx, false)
}

func (c *Client) options(ctx context.Context, once bool) (Options, error) {
	wire, err := call[optionsV2](ctx, c, gateway.Request{Method: http.MethodGet, Path: optionsPath, Once: once})
	return wire.noun(), err
}

// PatchOptions sets the options in changes, leaves the others unchanged, and returns all options as BOS has them
// afterwards. Its errors: joined *gateway.InputErrors for changes that BOS could never accept; an *OptionsError,
// together with the options that BOS has, if BOS answered but does not have the changes afterwards; those of
// [Client.Options].
func (c *Client) PatchOptions(ctx context.Context, changes Options) (Options, error) {
	if err := CheckOptions(changes); err != nil {
		return nil, err
	}
	if err := c.requireOptions(ctx); err != nil {
		return nil, err
	}
	if len(changes) > 0 {
		patch := gateway.Request{Method: http.MethodPatch, Path: optionsPath, Body: changes}
		if _, err := call[optionsV2](ctx, c, patch); err != nil {
			return nil, err
		}
	}
	// The answer to a PATCH repeats what was sent, including options that this BOS does not have.
	now, err := c.options(ctx, false)
	if err != nil {
		return nil, err
	}
	return now, now.lack(changes)
}

// requireOptions returns a *gateway.InputError on v1 of the API.
func (c *Client) requireOptions(ctx context.Context) error {
	return c.onlyV2(ctx, "api_version", `BOS has no options: use v2 (CSM ≥ 1.3)`)
}
