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
)

// TemplateFinding is what BOS has to say of a session template.
type TemplateFinding struct {
	Text  string
	Fatal bool // BOS refuses to boot or reboot nodes by the template; a shutdown does not look at images
}

// OfNID tells whether BOS warns of a node that is given by its node ID (template_validate_bs_nid.json). See IsNID.
func (f TemplateFinding) OfNID() bool {
	return !f.Fatal && strings.HasSuffix(f.Text, "Has NID in 'node_list'")
}

// TemplateValidation is what BOS answers when it is asked to validate a session template.
type TemplateValidation struct {
	Answer   string            // in BOS's words, "Valid" for instance; "" = none: this release of BOS cannot validate
	Findings []TemplateFinding // none = valid
}

// Refused reports whether BOS refuses to boot or reboot nodes by the template.
func (v TemplateValidation) Refused() bool {
	return slices.ContainsFunc(v.Findings, func(f TemplateFinding) bool { return f.Fatal })
}

// ReadTemplateValidation takes apart an Answer of before, on the session template of that name. "" has no findings.
func ReadTemplateValidation(name, answer string) TemplateValidation {
	return TemplateValidation{Answer: answer, Findings: validation(answer).findings(name)}
}

// ValidateSessionTemplate has BOS check a session template of the client's tenant as it does before it boots nodes by it.
// ErrNotFound: there is no such template. Early releases of v2 cannot do it, and that is the one finding then. On v1 of
// the API an *InputError that matches errors.ErrUnsupported.
func (c *Client) ValidateSessionTemplate(ctx context.Context, name string) (TemplateValidation, error) {
	if err := checkName("name", name); err != nil {
		return TemplateValidation{}, err
	}
	if err := c.onlyV2(ctx, "validate", "session templates cannot be validated"); err != nil {
		return TemplateValidation{}, err
	}
	said, err := call[validation](ctx, c, request{
		method: http.MethodGet, path: apiPath + "/sessiontemplatesvalid/{name}", elements: map[string]string{"name": name}, about: name,
	})
	var failure *Error
	if errors.As(err, &failure) && failure.unrouted() {
		return TemplateValidation{Findings: []TemplateFinding{{Text: "this release of BOS cannot validate session templates, so nobody has"}}}, nil
	}
	if err != nil {
		return TemplateValidation{}, err
	}
	return ReadTemplateValidation(name, strings.TrimSpace(string(said))), nil
}

// validation is BOS's answer: a JSON string.
type validation string

func (v *validation) check() error {
	if strings.TrimSpace(string(*v)) == "" {
		return errors.New("the answer to a validation is an empty string")
	}
	return nil
}

// subject is the template that the first finding names; "Valid" names none, and no finding names a tenant.
func (v *validation) subject() (name, tenant string) {
	if of := templateNamed.FindStringSubmatch(string(*v)); of != nil {
		name = of[1]
	}
	return name, tenant
}

var templateNamed = regexp.MustCompile(`^\s*Session template: '([^']*)' boot set: '`)

// findings are the texts one by one. BOS joins them with "; ", and earlier releases with nothing; each begins with
// the template's name, except that of a template without any boot set. An error is the only one.
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

// refusals are the texts with which BOS refuses a session that boots nodes, in the words of its releases. What depends on
// an option, such as nodes given by NID or an image that IMS does not know, is refused by the PUT already where it
// is fatal (reject_nids_template_put.json). So a text that is not among them is no more than a warning.
var refusals = []*regexp.Regexp{
	regexp.MustCompile(`requires at least 1 boot set`),
	regexp.MustCompile(`(?i)no (non-empty )?hardware specifier field`),
	regexp.MustCompile(`must have at least one hardware specifier field provided`),
	regexp.MustCompile(`Missing required 'path' field`),
	regexp.MustCompile(`Can't find boot artifacts\. Error: `), // template_validate_bs_missing_image.json
	regexp.MustCompile(`Can't find kernel in .*Error: `),
	regexp.MustCompile(`could not locate its (boot artifacts|kernel)\. Error: `),
	regexp.MustCompile(`Boot set arch '[^']*' means IMS image arch should be '[^']*', but actual IMS image arch is '`), // template_put_bs_arch_mismatch.json
	regexp.MustCompile(`': Arch validation error: `),
}

func refuses(text string) bool {
	return slices.ContainsFunc(refusals, func(r *regexp.Regexp) bool { return r.MatchString(text) })
}
