// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// object is a JSON object whose numbers are json.Number, so that 0 and 0.0
// differ: BOS writes percentages with a fraction and counts without.
type object = map[string]any

// recording is one file: an exchange, or the life of an object as a list of
// steps. Its title and its file's name are for people; the replay does not use
// them.
type recording struct {
	Server   string            `json:"server"` // v1's only: "Cray-HPE/bos v2.10.34"
	Request  *recordedRequest  `json:"request"`
	Response *recordedResponse `json:"response"`
	Steps    []exchange        `json:"steps"`
}

// exchange is a request and its answer; At is in seconds on the recorder's clock.
type exchange struct {
	Version  string           `json:"-"` // of BOS; "" = 2.50.0
	At       float64          `json:"t_s"`
	Request  recordedRequest  `json:"request"`
	Response recordedResponse `json:"response"`
}

type recordedRequest struct {
	Method  string
	Path    string
	Headers map[string]*string
	Body    any

	sent []byte // the body with its keys in the order in which they were sent
}

// UnmarshalJSON also keeps the body as it is written.
func (r *recordedRequest) UnmarshalJSON(data []byte) error {
	var written struct {
		Method  string             `json:"method"`
		Path    string             `json:"path"`
		Headers map[string]*string `json:"headers"`
		Body    json.RawMessage    `json:"body"`
	}
	if err := json.Unmarshal(data, &written); err != nil {
		return err
	}
	*r = recordedRequest{Method: written.Method, Path: written.Path, Headers: written.Headers, sent: written.Body}
	if len(written.Body) == 0 {
		return nil
	}
	if err := decodeJSON(written.Body, &r.Body); err != nil {
		return err
	}
	if abridgedWithin.Match(written.Body) {
		r.Body, r.sent = unabridged(r.Body), nil
	}
	return nil
}

type recordedResponse struct {
	Status      int               `json:"status"` // 0 = the connection closed without an answer
	Headers     map[string]string `json:"headers"`
	ContentType string            `json:"content_type"` // v1's
	Body        any               `json:"body"`
}

// answer is what is compared between two servers. Body is nil for an empty body,
// allow for a header that was not recorded. exactTexts means that the texts are
// compared even in a 400.
type answer struct {
	status      int
	contentType string
	allow       []string
	body        any
	exactTexts  bool
}

func decodeJSON(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// encodeJSON encodes what decodeJSON decoded; json.Number keeps its spelling.
func encodeJSON(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("decoded JSON does not encode: %v", err))
	}
	return bytes.TrimSpace(out.Bytes())
}

// clone returns a copy of a JSON value, so that a starting state never shares
// memory with the answer that it was derived from.
func clone[T any](value T) T {
	var out T
	if err := decodeJSON(encodeJSON(value), &out); err != nil {
		panic(fmt.Sprintf("encoded JSON does not decode: %v", err))
	}
	return out
}

func parseRecording(data []byte) (recording, error) {
	var rec recording
	if err := decodeJSON(data, &rec); err != nil {
		return recording{}, err
	}
	if len(rec.Steps) == 0 && (rec.Request == nil || rec.Response == nil) {
		return recording{}, fmt.Errorf("neither request and response nor steps")
	}
	return rec, nil
}

// A recorder does not write half a megabyte of one letter, but "x*524289".
var (
	abridged       = regexp.MustCompile(`^(.)\*([0-9]{4,7})$`)
	abridgedWithin = regexp.MustCompile(`".\*[0-9]{4,7}"`)
)

func unabridged(value any) any {
	switch v := value.(type) {
	case object:
		for key := range v {
			v[key] = unabridged(v[key])
		}
	case []any:
		for i := range v {
			v[i] = unabridged(v[i])
		}
	case string:
		if m := abridged.FindStringSubmatch(v); m != nil {
			if n, err := strconv.Atoi(m[2]); err == nil {
				return strings.Repeat(m[1], n)
			}
		}
	}
	return value
}

func (r recordedRequest) header(name string) (string, bool) {
	for key, value := range r.Headers {
		if strings.EqualFold(key, name) && value != nil {
			return *value, true
		}
	}
	return "", false
}

// tenant returns the caller's tenant; BOS treats an empty header as none.
func (r recordedRequest) tenant() string {
	tenant, _ := r.header("Cray-Tenant-Name")
	return tenant
}

// payload returns the body as it was sent. A body that was not JSON was recorded
// as a string; null is a body only if a header announced one.
func (r recordedRequest) payload() []byte {
	if text, ok := r.Body.(string); ok {
		return []byte(text)
	}
	if _, announced := r.header("Content-Type"); r.Body == nil && !announced {
		return nil
	}
	if r.sent != nil {
		return r.sent
	}
	return encodeJSON(r.Body)
}

// decoded returns the body as BOS decodes it: a body recorded as a string,
// because decoding would lose part of it (a repeated key), may be JSON.
func (r recordedRequest) decoded() any {
	text, isText := r.Body.(string)
	var body any
	if !isText || decodeJSON([]byte(text), &body) != nil {
		return r.Body
	}
	return body
}

func (r recordedResponse) answer() answer {
	a := answer{status: r.Status, contentType: r.Headers["content-type"], allow: methods(r.Headers["Allow"]), body: r.Body}
	if r.ContentType != "" {
		a.contentType, a.exactTexts = r.ContentType, true
	}
	return a
}

// methods returns the methods of an Allow header, sorted: BOS sends them in any
// order.
func methods(allow string) []string {
	if allow == "" {
		return nil
	}
	list := strings.Split(allow, ", ")
	slices.Sort(list)
	return list
}

var hostInAnswer = regexp.MustCompile(`"http://([^/"]+)/`)

// host returns the authority that the recorder addressed, if the answer repeats
// it in links.
func (r recordedResponse) host() string {
	if m := hostInAnswer.FindSubmatch(encodeJSON(r.Body)); m != nil {
		return string(m[1])
	}
	return ""
}

// send performs an exchange's request over HTTP and reads the answer.
func send(t testing.TB, server *httptest.Server, ex exchange) (answer, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), ex.Request.Method, server.URL+ex.Request.Path,
		bytes.NewReader(ex.Request.payload()))
	if err != nil {
		return answer{}, err
	}
	for name := range ex.Request.Headers {
		if value, ok := ex.Request.header(name); ok {
			request.Header.Set(name, value)
		}
	}
	if host := ex.Response.host(); host != "" {
		request.Host = host
	}
	response, err := server.Client().Do(request)
	if errors.Is(err, io.EOF) {
		return answer{}, nil
	}
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()

	data, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	got, err := parseAnswer(response.StatusCode, response.Header.Get("Content-Type"), data)
	got.allow = methods(response.Header.Get("Allow"))
	return got, err
}

func parseAnswer(status int, contentType string, data []byte) (answer, error) {
	got := answer{status: status, contentType: contentType}
	if mediaType, _, err := mime.ParseMediaType(contentType); err == nil {
		got.contentType = mediaType
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return got, nil
	}
	if err := decodeJSON(data, &got.body); err != nil {
		return got, fmt.Errorf("the answer is not JSON (%w): %.200s", err, data)
	}
	return got, nil
}
