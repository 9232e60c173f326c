// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// excerptRunes is how many runes of an answer an error keeps.
const excerptRunes = 512

// Nothing is the answer to a DELETE: an empty body.
type Nothing struct{}

// ListBeginning is an answer that has to be a list, of which only the beginning is read: the service begins to answer
// when it has carried the request out.
type ListBeginning struct{}

// Checker is an answer that can tell when JSON of another kind was decoded into it.
type Checker interface {
	// Check returns an error if the decoded JSON is not what was asked for.
	Check() error
}

// Subject is an answer that names the object that it describes.
type Subject interface {
	// Subject returns the object's name and tenant, each "" where the answer does not have it.
	Subject() (name, tenant string)
}

// decode decodes an answer of 2xx. The content type does not matter: services and gateways mislabel answers
// (session_delete_complete.json of BOS), while JSON that decodes and passes its check is what was asked for. Everything
// else becomes an error that shows the answer.
func decode[T any](r Request, tenant string, from answer, into *T) *Error {
	err := unmarshal(from.body, into)
	if err == nil {
		err = checkSubject(r, tenant, into)
	}
	if err == nil {
		return nil
	}
	from.failure.Err = err
	return from.failure
}

func unmarshal[T any](body []byte, into *T) error {
	blank := len(bytes.TrimSpace(body)) == 0
	if _, ok := any(into).(*Nothing); ok {
		if blank {
			return nil
		}
		return errors.New("an answer where none belongs")
	}
	if blank {
		return errors.New("the answer is empty")
	}
	if _, ok := any(into).(*ListBeginning); ok {
		if bytes.TrimSpace(body)[0] != '[' {
			return errors.New("the answer is not a list")
		}
		return nil
	}
	if err := unmarshalBounded(body, into); err != nil {
		return fmt.Errorf("the answer cannot be read: %w", readable(err))
	}
	if answer, ok := any(into).(Checker); ok {
		return answer.Check()
	}
	return nil
}

// readable removes the names of Go types from a decoding error.
func readable(err error) error {
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return err
	}
	if mismatch.Field == "" {
		return fmt.Errorf("a JSON %s is not what belongs there", mismatch.Value)
	}
	return fmt.Errorf("%s is a JSON %s", mismatch.Field, mismatch.Value)
}

// checkSubject compares the object that an answer describes with the one that was asked for. A cache or a proxy that
// mixes up its answers would otherwise show the state of one object as that of another. The error is that of an answer
// that cannot be read: it may pass, and it is no absence.
func checkSubject[T any](r Request, tenant string, value *T) error {
	described, ok := any(value).(Subject)
	if !ok || r.About == "" {
		return nil
	}
	name, owner := described.Subject()
	switch {
	case name != "" && name != r.About:
		return fmt.Errorf("the answer describes %q, not %q", Shorten(name, 160), r.About)
	case owner != "" && tenant != "" && owner != tenant:
		return fmt.Errorf("the answer describes %q of tenant %q, not of %q", r.About, Shorten(owner, 160), tenant)
	default:
		return nil
	}
}

// describe records in an error what was answered.
func (c *Client) describe(failure *Error, r Request, resp *http.Response, body []byte) {
	failure.Status = resp.StatusCode
	failure.answered = c.clock.Now()
	failure.ContentType = c.secrets.redact(resp.Header.Get("Content-Type"))
	failure.retryAfter = retryAfter(resp.Header.Get("Retry-After"), c.clock.Now())
	if failure.Status/100 == 2 {
		body = body[:min(len(body), 64<<10)] // it may be megabytes, and is needed only if it cannot be decoded
	}
	text := string(body)
	failure.Body = c.excerpt(text)
	failure.text = failure.Body
	if failure.Status/100 == 3 {
		failure.Detail = c.secrets.redact(redirection(resp.Header.Get("Location")))
		return
	}
	if failure.Status/100 != 2 {
		title, detail := problem(text)
		failure.Title, failure.Detail = c.excerpt(title), c.excerpt(detail)
	}
	if isHTML(failure.ContentType, text) {
		failure.text = c.excerpt(htmlText(text))
	}
	if failure.Status == http.StatusNotFound {
		meaning := r.NotFound
		if meaning == nil {
			meaning = OwnNotFound
		}
		failure.notFound = meaning(failure)
	}
}

// Unusable returns the error of an answer that was decoded but cannot be used: status is that of the answer, body its
// text, of which the error keeps an excerpt without secrets, and why the reason.
func (c *Client) Unusable(method, path string, status int, body string, why error) *Error {
	return &Error{Method: method, Path: path, Status: status, Body: c.excerpt(body), Err: why}
}

// excerpt returns what an error keeps of a text. Secrets are removed before the text is cut, as a part of one would not
// be recognized.
func (c *Client) excerpt(text string) string {
	text = c.service.redact(text)
	return Shorten(strings.ToValidUTF8(c.secrets.redact(text), "\uFFFD"), excerptRunes)
}

// problem parses application/problem+json, whatever its content type, and a bare JSON string, with which older services
// answer.
func problem(body string) (title, detail string) {
	var text string
	if json.Unmarshal([]byte(body), &text) == nil {
		return "", text
	}
	var document map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &document) != nil {
		return "", ""
	}
	_ = json.Unmarshal(document["title"], &title) // "" if it is no string
	_ = json.Unmarshal(document["detail"], &detail)
	return title, detail
}

// redirection describes a redirect without its user and query, which may hold the state of a login.
func redirection(location string) string {
	target, err := url.Parse(location)
	if err != nil || location == "" {
		return "a redirect, which is not followed"
	}
	target = &url.URL{Scheme: target.Scheme, Host: target.Host, Path: target.Path}
	return "a redirect to " + target.String() + ", which is not followed: the token stays with the endpoint"
}
