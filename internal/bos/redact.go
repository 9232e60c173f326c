// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// withoutToken: a transport error may quote what the server sent.
func (c *Client) withoutToken(err error) error {
	if err == nil {
		return nil
	}
	if text := err.Error(); c.redact(text) != text {
		return errors.New(c.redact(text))
	}
	return err
}

// redact takes the token out of a text that a server made. Shorter ones are no secrets and would
// leave holes. A text that holds the token escaped comes back without any escapes.
func (c *Client) redact(text string) string {
	if len(c.token) < 4 {
		return text
	}
	text = strings.ReplaceAll(text, c.token, "[token]")
	if plain := unescape(text); strings.Contains(plain, c.token) {
		return strings.ReplaceAll(plain, c.token, "[token]")
	}
	return text
}

// escape is how JSON and URLs may write a character of a token, all of which are ASCII.
var escape = regexp.MustCompile(`(?:\\u00|%)[0-7][0-9A-Fa-f]|\\[/"\\]`)

// unescape undoes the escapes of JSON, URLs and HTML, whichever the text is.
func unescape(text string) string {
	text = escape.ReplaceAllStringFunc(text, func(found string) string {
		code, err := strconv.ParseUint(found[len(found)-2:], 16, 8)
		if err != nil { // a backslash and the character itself
			return found[1:]
		}
		return string(rune(code))
	})
	return html.UnescapeString(text)
}
