// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// secrets holds everything that was ever a secret in a client: tokens are renewed, and an answer may still hold an old
// one. The copies of a client share it.
type secrets struct {
	mu       sync.RWMutex
	labels   map[string]string // by the forms in which secrets are written
	replacer *strings.Replacer // replaces each form by its label
}

func newSecrets() *secrets {
	return &secrets{labels: map[string]string{}, replacer: strings.NewReplacer()}
}

// The labels that replace secrets.
const (
	tokenLabel    = "[token]"
	secretLabel   = "[secret]"
	passwordLabel = "[password]"
)

// add adds the forms of a secret. One of fewer than four characters is no secret, and replacing it would damage texts.
func (s *secrets) add(label string, forms ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := len(s.labels)
	for _, form := range forms {
		if len(form) >= 4 {
			s.labels[form] = label
			// unescape leaves + for a space alone, as that would damage other texts.
			s.labels[url.QueryEscape(form)] = label
		}
	}
	if len(s.labels) == known {
		return
	}
	// The replacer takes the first form that matches at a place: it must not be the beginning of another one.
	longestFirst := make([]string, 0, len(s.labels))
	for form := range s.labels {
		longestFirst = append(longestFirst, form)
	}
	slices.SortFunc(longestFirst, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(longestFirst))
	for _, form := range longestFirst {
		pairs = append(pairs, form, s.labels[form])
	}
	s.replacer = strings.NewReplacer(pairs...)
}

// addBasic adds a user's password, also in the form of the Basic scheme (RFC 7617).
func (s *secrets) addBasic(label, name, password string) {
	if password == "" {
		return
	}
	s.add(label, password, name+":"+password, base64.StdEncoding.EncodeToString([]byte(name+":"+password)))
}

// redact replaces the secrets in a server's text by their labels. A text that holds an escaped secret, or one escaped
// twice (JSON within JSON), is returned without these escapes.
func (s *secrets) redact(text string) string {
	s.mu.RLock()
	replacer := s.replacer
	s.mu.RUnlock()
	text = replacer.Replace(text)
	plain := text
	for range 3 {
		before := plain
		if plain = unescape(before); plain == before {
			break
		}
		if redacted := replacer.Replace(plain); redacted != plain {
			text, plain = redacted, redacted
		}
	}
	return text
}

// error returns err without secrets in its text: a transport error may quote what the server sent.
func (s *secrets) error(err error) error {
	if err == nil {
		return nil
	}
	if text := s.redact(err.Error()); text != err.Error() {
		return &redactedError{text: text, err: err}
	}
	return err
}

// redactedError replaces the text of an error that held a secret. It matches what that error matches.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }

// Is matches what the original error matches.
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// As finds what the original error is or wraps.
func (e *redactedError) As(target any) bool { return errors.As(e.err, target) }

// fields replaces the secrets in the fields of a log entry, in place.
func (s *secrets) fields(fields map[string]any) map[string]any {
	for key, value := range fields {
		if text, ok := value.(string); ok {
			fields[key] = s.redact(text)
		}
	}
	return fields
}

// escape matches how JSON and URLs may write a character.
var escape = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4})+|%[0-9A-Fa-f]{2}|\\[/"\\bfnrt]`)

// unescape decodes the escapes of JSON, URLs and HTML.
func unescape(text string) string {
	if !strings.ContainsAny(text, `\%&`) { // most answers, some of which are long
		return text
	}
	text = escape.ReplaceAllStringFunc(text, func(found string) string {
		if code, isURL := strings.CutPrefix(found, "%"); isURL {
			value, err := strconv.ParseUint(code, 16, 8)
			if err != nil {
				return found
			}
			return string([]byte{byte(value)})
		}
		var plain string
		if json.Unmarshal([]byte(`"`+found+`"`), &plain) != nil {
			return found
		}
		return plain
	})
	return html.UnescapeString(text)
}
