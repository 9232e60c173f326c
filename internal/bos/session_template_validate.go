// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// TemplateFinding is one message of BOS about a session template.
type TemplateFinding struct {
	Text  string
	Fatal bool // BOS refuses to boot or reboot nodes by the template; it does not check images for a shutdown
}

// OfNID reports whether BOS warns of a node that is given by its node ID (template_validate_bs_nid.json). See IsNID.
func (f TemplateFinding) OfNID() bool {
	return !f.Fatal && strings.HasSuffix(f.Text, "Has NID in 'node_list'")
}

// TemplateValidation is BOS's answer to a request to validate a session template.
type TemplateValidation struct {
	Answer   string            // in BOS's words, such as "Valid"; "" = none: this release of BOS cannot validate
	Findings []TemplateFinding // none = valid
}

// Refused reports whether BOS refuses to boot or reboot nodes by the template.
func (v TemplateValidation) Refused() bool {
	return slices.ContainsFunc(v.Findings, func(f TemplateFinding) bool { return f.Fatal })
}

// ReadTemplateValidation parses an earlier Answer about the session template of that name. "" has no findings.
func ReadTemplateValidation(name, answer string) TemplateValidation {
	return TemplateValidation{Answer: answer, Findings: validation(answer).findings(name)}
}

// ValidateSessionTemplate has BOS check a session template of the client's tenant as it does before it boots nodes by
// it. It returns gateway.ErrNotFound if there is no such template, and on v1 of the API a *gateway.InputError that
// matches errors.ErrUnsupported. Early releases of v2 cannot validate; the only finding says so.
func (c *Client) ValidateSessionTemplate(ctx context.Context, name string) (TemplateValidation, error) {
	if err := checkName("name", name); err != nil {
		return TemplateValidation{}, err
	}
	if err := c.onlyV2(ctx, "validate", "session templates cannot be validated"); err != nil {
		return TemplateValidation{}, err
	}
	said, err := call[validation](ctx, c, gateway.Request{
		Method: http.MethodGet, Path: apiPath + "/sessiontemplatesvalid/{name}",
		Elements: map[string]string{"name": name}, About: name,
	})
	var failure *gateway.Error
	if errors.As(err, &failure) && noSuchPath(failure) {
		const text = "this release of BOS cannot validate session templates, so that it was not validated"
		return TemplateValidation{Findings: []TemplateFinding{{Text: text}}}, nil
	}
	if err != nil {
		return TemplateValidation{}, err
	}
	return ReadTemplateValidation(name, strings.TrimSpace(string(said))), nil
}

// validation is BOS's answer: a JSON string.
type validation string

func (v *validation) Check() error {
	if strings.TrimSpace(string(*v)) == "" {
		return errors.New("the answer to a validation is an empty string")
	}
	return nil
}

// Subject returns the template that the first finding names. "Valid" names none, and no finding names a tenant.
func (v *validation) Subject() (name, tenant string) {
	if of := templateNamed.FindStringSubmatch(string(*v)); of != nil {
		name = of[1]
	}
	return name, tenant
}

var templateNamed = regexp.MustCompile(`^\s*Session template: '([^']*)' boot set: '`)

// findings returns the messages one by one. BOS joins them with "; ", earlier releases with nothing; each begins with
// the template's name, except that of a template without any boot set. An error is the only message.
func (v validation) findings(name string) []TemplateFinding {
	text := strings.TrimSpace(string(v))
	if text == "Valid" {
		return nil
	}
	begin := "Session template: '" + name + "' boot set: '"
	var found []TemplateFinding
	for i, part := range strings.Split(text, begin) {
		part = strings.TrimSuffix(strings.TrimSpace(part), ";")
		if part == "" {
			continue
		}
		if i > 0 {
			part = begin + part
		}
		found = append(found, TemplateFinding{Text: part, Fatal: refuses(part)})
	}
	return found
}

// refusals match the messages with which the releases of BOS refuse a session that boots nodes. If a message depends on
// an option, such as that of nodes given by NID or of an image that IMS does not know, BOS already refuses the PUT
// where the message is fatal (reject_nids_template_put.json). So a message that is not among them is only a warning.
var refusals = []*regexp.Regexp{
	regexp.MustCompile(`requires at least 1 boot set`),
	regexp.MustCompile(`(?i)no (non-empty )?hardware specifier field`),
	regexp.MustCompile(`must have at least one hardware specifier field provided`),
	regexp.MustCompile(`Missing required 'path' field`),
	regexp.MustCompile(`Can't find boot artifacts\. Error: `), // template_validate_bs_missing_image.json
	regexp.MustCompile(`Can't find kernel in .*Error: `),
	regexp.MustCompile(`could not locate its (boot artifacts|kernel)\. Error: `),
	// template_put_bs_arch_mismatch.json
	regexp.MustCompile(`Boot set arch '[^']*' means IMS image arch should be '[^']*', but actual IMS image arch is '`),
	regexp.MustCompile(`': Arch validation error: `),
}

func refuses(text string) bool {
	return slices.ContainsFunc(refusals, func(r *regexp.Regexp) bool { return r.MatchString(text) })
}
