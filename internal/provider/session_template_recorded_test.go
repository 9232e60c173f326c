// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	recordings "github.com/bosops/terraform-provider-bos/internal/recorded"
)

// recorded is a request about session templates that was put to a real BOS, and its answer.
type recorded struct {
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         any
	}
	Response struct {
		Status      int
		Headers     map[string]string
		ContentType string `json:"content_type"` // of v1, beside the headers
		Body        any
	}
}

// recordedTemplates are all there are in whatever folders there are, by "v2/file"; a name that two folders have is the
// first one's, and the other's has its directory before it.
func recordedTemplates(t *testing.T) map[string]recorded {
	t.Helper()
	found := map[string]recorded{}
	for _, folder := range recordings.Folders(t) {
		for _, file := range folder.Files() {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var one struct {
				recorded

				Steps []recorded // of a session's life
			}
			if err := json.Unmarshal(data, &one); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			base := "/" + strings.TrimSuffix(filepath.Base(file), ".json")
			name := folder.Release() + base
			if _, taken := found[name]; taken {
				name = folder.Name + base
			}
			for i, step := range append(one.Steps, one.recorded) {
				if strings.Contains(step.Request.Path, "/sessiontemplate") {
					found[name+strings.Repeat("'", i)] = step
				}
			}
		}
	}
	return found
}

// tenant is the one that the request names.
func (r recorded) tenant() string {
	for name, value := range r.Request.Headers {
		if strings.EqualFold(name, "Cray-Tenant-Name") {
			return value
		}
	}
	return ""
}

// says reports whether the request's body holds that, in JSON without blanks.
func (r recorded) says(text string) bool {
	body, _ := json.Marshal(r.Request.Body)
	return strings.Contains(string(body), text)
}

// detail is what BOS says of a request that it refuses.
func (r recorded) detail() string {
	problem, _ := r.Response.Body.(map[string]any)
	text, _ := problem["detail"].(string)
	return strings.TrimSpace(text)
}

// answers has BOS answer any such request with body.
func (r recorded) answers(t *testing.T, body any) func(int, http.Header, []byte) (int, []byte) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return func(_ int, header http.Header, _ []byte) (int, []byte) {
		if r.Response.ContentType != "" {
			header.Set("Content-Type", r.Response.ContentType)
		}
		for name, value := range r.Response.Headers {
			header.Set(name, value)
		}
		return r.Response.Status, text
	}
}

// templatesIn are those that an answer shows, as BOS has them.
func templatesIn(body any) []map[string]any {
	if one, isOne := body.(map[string]any); isOne {
		return []map[string]any{one}
	}
	var all []map[string]any
	list, _ := body.([]any)
	for _, item := range list {
		one, _ := item.(map[string]any)
		all = append(all, one)
	}
	return all
}

// written is a template in JSON as a user writes it down for Terraform, under that name and of that tenant. refused are
// the places in it for which this resource has no argument, or one of another type, which stands behind them then.
func (p *server) written(body any, name, tenant string) (config fields, refused []string) {
	p.t.Helper()
	object, isObject := body.(map[string]any)
	if !isObject {
		return nil, []string{"(no object)"}
	}
	value := p.writtenAs("", p.session, object, &refused)
	config = p.parts(value)
	for given, text := range map[string]string{"name": name, "tenant": tenant} {
		if text != "" {
			config[given] = tftypes.NewValue(tftypes.String, text)
		}
	}
	slices.Sort(refused)
	return config, refused
}

func (p *server) writtenAs(where string, as tftypes.Type, given any, refused *[]string) tftypes.Value {
	p.t.Helper()
	refuse := func(place string) tftypes.Value {
		*refused = append(*refused, strings.TrimPrefix(place, "."))
		return tftypes.NewValue(as, nil)
	}
	object, isObject := given.(map[string]any)
	list, isList := given.([]any)
	text, isText := given.(string)
	truth, isTruth := given.(bool)
	all := map[string]tftypes.Value{}
	switch as := as.(type) {
	case tftypes.Object:
		if !isObject {
			break
		}
		for name, attribute := range as.AttributeTypes {
			all[name] = p.writtenAs(where+"."+name, attribute, object[name], refused)
		}
		for name := range object {
			if _, exists := as.AttributeTypes[name]; !exists {
				refuse(where + "." + name)
			}
		}
		return tftypes.NewValue(as, all)
	case tftypes.Map:
		if !isObject {
			break
		}
		for name, element := range object {
			all[name] = p.writtenAs(where+"."+name, as.ElementType, element, refused)
		}
		return tftypes.NewValue(as, all)
	case tftypes.List:
		if !isList {
			break
		}
		var elements []tftypes.Value
		for i, element := range list {
			elements = append(elements, p.writtenAs(fmt.Sprintf("%s.%d", where, i), as.ElementType, element, refused))
		}
		return tftypes.NewValue(as, elements)
	}
	switch {
	case given == nil:
		return tftypes.NewValue(as, nil)
	case as.Is(tftypes.String) && isText:
		return tftypes.NewValue(as, text)
	case as.Is(tftypes.Bool) && isTruth:
		return tftypes.NewValue(as, truth)
	case as.Is(tftypes.Bool) && (text == "true" || text == "false"): // as Terraform converts it
		return tftypes.NewValue(as, text == "true")
	default:
		return refuse(where + " " + as.String())
	}
}

// kept is the template as BOS shows it, without what the resource always says.
func (s *sim) kept(t *testing.T, name, tenant string) map[string]any {
	t.Helper()
	var all []map[string]any
	s.get(t, "/v2/sessiontemplates", &all)
	for _, one := range all {
		if owner, _ := one["tenant"].(string); one["name"] == name && owner == tenant {
			return one
		}
	}
	return nil
}

// asked is the template that the path names.
func (r recorded) asked() string { return path.Base(r.Request.Path) }
