// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// parameter is a value in the path, the query or a header.
type parameter struct {
	in     string // path, query, header
	name   string
	typ    string // string, boolean, integer
	schema *schema
}

// skipBadIDs exists since BOS 2.40.
var skipBadIDs = parameter{"query", "skip_bad_ids", "boolean", booleanSchema}

// tenantHeader returns the header's parameter. Its length is limited since BOS
// 2.25.
func tenantHeader(v version) parameter {
	schema := tenantSchema
	if v.before(release{2, 25, 0}) {
		schema = v1Text
	}

	return parameter{"header", "Cray-Tenant-Name", "string", schema}
}

// componentIDs returns the schema of an id in a path, or in a list of them.
func componentIDs(v version) *schema {
	if v.before(release{2, 25, 0}) {
		return v1Text
	}

	return componentIDSchema
}

func pathParameter(s *schema) parameter { return parameter{"path", "name", "string", s} }

func sessionFilters(more ...parameter) []parameter {
	return append([]parameter{
		{"query", "min_age", "string", ageSchema},
		{"query", "max_age", "string", ageSchema},
		{"query", "status", "string", sessionLabelSchema},
	}, more...)
}

// componentFilters returns the parameters of a list. Lengths and patterns are
// enforced since BOS 2.25, phases are no longer free text since 2.44, and there
// are pages since 2.32.
func componentFilters(v version, more ...parameter) []parameter {
	session, status, phase := v1Text, v1Text, v1Text
	if !v.before(release{2, 25, 0}) {
		session, status = sessionNameSchema, withText(text(0, 512), statusFilterText)
	}
	if !v.before(release{2, 44, 0}) {
		phase = phaseSchema
	}
	filters := []parameter{
		{"query", "ids", "string", componentIDs(v)},
		{"query", "session", "string", session},
		{"query", "staged_session", "string", session},
		{"query", "enabled", "boolean", booleanSchema},
		{"query", "phase", "string", phase},
		{"query", "status", "string", status},
	}
	if !v.before(release{2, 32, 0}) {
		filters = append(filters,
			parameter{"query", "start_after_id", "string", componentIDSchema},
			parameter{"query", "page_size", "integer", withText(integer(0, 1048576), pageSizeText)})
	}

	return append(filters, more...)
}

// checkParameters reads the parameters into c.params and returns BOS's message
// about the first invalid one.
func (c *call) checkParameters(params []parameter) string {
	c.params = map[string]value{}
	query := c.request.URL.Query()
	for _, p := range params {
		raw, given := "", false
		switch p.in {
		case "path":
			raw, given = c.name, true
		case "header":
			if values := c.request.Header.Values(p.name); len(values) > 0 {
				raw, given = values[0], true
			}
		default:
			// The last value of a repeated parameter counts
			// (session_list_status_repeated.json).
			if values := query[p.name]; len(values) > 0 {
				raw, given = values[len(values)-1], true
			}
		}
		if !given {
			continue
		}
		v, valid := coerce(raw, p.typ)
		if !valid {
			return "Wrong type, expected '" + p.typ + "' for " + p.in + " parameter '" + p.name + "'"
		}
		if f := p.schema.check(v, nil); f != nil {
			return f.message + "\n\nFailed validating '" + f.keyword + "' in schema:\n" + p.schema.text +
				"\n\nOn instance:\n    " + pyRepr(v)
		}
		c.params[p.name] = v
	}

	return ""
}

// coerce parses a parameter as connexion does: true and false in any case, and
// integers as Python's int accepts them.
func coerce(raw, typ string) (value, bool) {
	switch typ {
	case "boolean":
		switch strings.ToLower(raw) {
		case "true":
			return true, true
		case "false":
			return false, true
		}

		return nil, false
	case "integer":
		n, err := strconv.ParseInt(strings.TrimSpace(raw), 10, 64)

		return json.Number(strconv.FormatInt(n, 10)), err == nil
	default:
		return raw, true
	}
}

// decodeBody decodes the JSON body and validates it against its schema. An empty
// body counts as null, a body of null as not JSON
// (session_create_empty_body.json, session_create_body_null.json).
func (c *call) decodeBody(s *schema) (answer, bool) {
	if len(c.body) > 0 {
		contentType := c.request.Header.Get("Content-Type")
		if !isJSON(contentType) {
			return problem(http.StatusUnsupportedMediaType, "Unsupported Media Type",
				"Invalid Content-type ("+contentType+"), expected JSON data"), true
		}
		v, err := parseJSON(c.body)
		if err != nil || v == nil {
			return badRequest("Request body is not valid JSON"), true
		}
		c.json = v
	}
	if f := s.check(c.json, nil); f != nil {
		return badRequest(f.detail()), true
	}

	return answer{}, false
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}

	return mediaType == "application/json" ||
		(strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json"))
}
