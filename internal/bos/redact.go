// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

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

// secrets is all that ever was a secret in a client: tokens are renewed, and an old one may
// still be in an answer. The copies of a client share it.
type secrets struct {
	mu       sync.RWMutex
	labels   map[string]string // of each form of a secret
	replacer *strings.Replacer // puts the labels into their place
}

func newSecrets() *secrets {
	return &secrets{labels: map[string]string{}, replacer: strings.NewReplacer()}
}

// The labels that stand where a secret stood.
const (
	tokenLabel    = "[token]"
	secretLabel   = "[secret]"
	passwordLabel = "[password]"
)

// add takes in a secret. Shorter ones than four characters are no secrets and would leave holes.
func (s *secrets) add(label string, forms ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := len(s.labels)
	for _, form := range forms {
		if len(form) >= 4 {
			s.labels[form] = label
			// What unescape cannot undo without harm to other texts: + for a blank.
			s.labels[url.QueryEscape(form)] = label
		}
	}
	if len(s.labels) == known {
		return
	}
	// At each place the first that fits is taken: it must not be the beginning of another.
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

// addBasic takes in a name's password, also as the Basic scheme writes it (RFC 7617).
func (s *secrets) addBasic(label, name, password string) {
	if password == "" {
		return
	}
	s.add(label, password, name+":"+password, base64.StdEncoding.EncodeToString([]byte(name+":"+password)))
}

// redact takes the secrets out of a text that a server made. A text that holds one
// escaped, or escaped again (JSON within JSON), comes back without those escapes.
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

// error: a transport error may quote what the server sent.
func (s *secrets) error(err error) error {
	if err == nil {
		return nil
	}
	if text := s.redact(err.Error()); text != err.Error() {
		return &redactedError{text: text, err: err}
	}
	return err
}

// redactedError is an error whose text held a secret. It matches what that one does.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }

// Is matches what the error itself does.
func (e *redactedError) Is(target error) bool { return errors.Is(e.err, target) }

// As finds what the error itself is or holds.
func (e *redactedError) As(target any) bool { return errors.As(e.err, target) }

// fields takes the secrets out of what the log is told.
func (s *secrets) fields(fields map[string]any) map[string]any {
	for key, value := range fields {
		if text, ok := value.(string); ok {
			fields[key] = s.redact(text)
		}
	}
	return fields
}

// escape is how JSON and URLs may write a character.
var escape = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4})+|%[0-9A-Fa-f]{2}|\\[/"\\bfnrt]`)

// unescape undoes the escapes of JSON, URLs and HTML, whichever the text is.
func unescape(text string) string {
	if !strings.ContainsAny(text, `\%&`) { // most of BOS's answers, some of which are long
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
