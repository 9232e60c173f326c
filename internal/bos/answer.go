// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// excerptRunes is how much of an answer an error keeps.
const excerptRunes = 512

// nothing is the answer to a DELETE.
type nothing struct{}

// beginning is an answer that is a list, of which no more is wanted.
type beginning struct{}

// beginningBytes is how much of an answer is read where its beginning will do.
const beginningBytes = 64 << 10

// checked is a wire struct that knows when JSON of another kind was decoded into it.
type checked interface{ check() error }

// decode reads an answer of 2xx into a wire struct. The content type does not matter: BOS
// itself mislabels (session_delete_complete.json) and gateways do, while JSON that
// decodes and passes the check is what was asked for. Anything else becomes an error
// that shows the answer.
func decode[T any](r request, tenant string, from answer, into *T) *Error {
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
	if _, ok := any(into).(*nothing); ok {
		if blank {
			return nil
		}
		return errors.New("an answer where none belongs")
	}
	if blank {
		return errors.New("the answer is empty")
	}
	if _, ok := any(into).(*beginning); ok {
		if bytes.TrimSpace(body)[0] != '[' {
			return errors.New("the answer is not a list")
		}
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("the answer cannot be read: %w", readable(err))
	}
	if wire, ok := any(into).(checked); ok {
		return wire.check()
	}
	return nil
}

// readable takes the names of Go types out of a decode error.
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

// describe tells in an error what was answered.
func (c *Client) describe(failure *Error, resp *http.Response, body []byte) {
	failure.Status = resp.StatusCode
	failure.answered = c.clock.Now()
	failure.ContentType = c.secrets.redact(resp.Header.Get("Content-Type"))
	failure.retryAfter = retryAfter(resp.Header.Get("Retry-After"), c.clock.Now())
	if failure.Status/100 == 2 {
		body = body[:min(len(body), 64<<10)] // megabytes of sessions, needed only if they cannot be read
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
}

// bssToken is the secret in a node's record. The text may end within it. Where it is JSON within JSON, the rest of
// that goes as well.
var bssToken = regexp.MustCompile(`(?s)"bss_token(\\*)"\s*:\s*\\*"(?:\\.|[^"\\])*\\?"?`)

// excerpt is what an error keeps of a text. Secrets go before the text is cut, as half of
// one would not be found.
func (c *Client) excerpt(text string) string {
	text = bssToken.ReplaceAllString(text, `"bss_token":"`+tokenLabel+`"`)
	return shorten(strings.ToValidUTF8(c.secrets.redact(text), "\uFFFD"), excerptRunes)
}

// problem reads application/problem+json, whatever it is labelled, and the bare JSON
// string that BOS answered with before 2.33.
func problem(body string) (title, detail string) {
	var said string
	if json.Unmarshal([]byte(body), &said) == nil {
		return "", said
	}
	var document map[string]any
	if json.Unmarshal([]byte(body), &document) != nil {
		return "", ""
	}
	title, _ = document["title"].(string)
	detail, _ = document["detail"].(string)
	return title, detail
}

// redirection leaves out user and query, which may hold a login's state.
func redirection(location string) string {
	target, err := url.Parse(location)
	if err != nil || location == "" {
		return "a redirect, which is not followed"
	}
	target = &url.URL{Scheme: target.Scheme, Host: target.Host, Path: target.Path}
	return "a redirect to " + target.String() + ", which is not followed: the token stays with the endpoint"
}
