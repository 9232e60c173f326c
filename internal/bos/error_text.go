// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Error is one line of at most 512 runes: method, path, status, and what BOS, a
// gateway or the transport said, without control characters; at its end the request's
// id, by which a gateway's log may tell more.
func (e *Error) Error() string {
	parts := make([]string, 0, 6)
	if e.Status != 0 {
		parts = append(parts, statusLine(e.Status))
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	if e.Title != "" && !strings.EqualFold(e.Title, http.StatusText(e.Status)) {
		parts = append(parts, e.Title)
	}
	if e.Detail != "" && e.Detail != e.Title {
		parts = append(parts, e.Detail)
	}
	if e.Title == "" && e.Detail == "" && e.Status != 0 {
		parts = append(parts, e.said())
	}
	id := ""
	if e.RequestID != "" && !e.interrupted && e.tokenError() == nil {
		id = " (request id " + e.RequestID + ")"
	}
	return shorten(oneLine(e.Method+" "+e.Path+": "+strings.Join(parts, ": ")), excerptRunes-len(id)) + id
}

// said is the answer itself.
func (e *Error) said() string {
	text := e.text
	if text == "" {
		text = e.Body
	}
	if text = oneLine(text); text == "" {
		return "(empty answer)"
	}
	return text
}

func statusLine(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// oneLine puts blanks for line breaks and tabs, and drops what a terminal could obey
// or a reader not see: control and format characters.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		default:
			return r
		}
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// shorten cuts s to at most n runes, the last of which then is an ellipsis.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	end := 0
	for range n - 1 {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end] + "…"
}

func isHTML(contentType, body string) bool {
	if strings.Contains(strings.ToLower(contentType), "html") {
		return true
	}
	return strings.HasPrefix(strings.TrimSpace(body), "<")
}

// htmlText is what a page says, without its tags, scripts and styles. A gateway's page
// repeats its title as a heading: said once.
func htmlText(page string) string {
	var said []string
	hidden := false
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.Join(said, " ")
		case html.StartTagToken:
			name, _ := tokens.TagName()
			hidden = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			hidden = false
		case html.TextToken:
			text := oneLine(string(tokens.Text()))
			if text != "" && !hidden && (len(said) == 0 || said[len(said)-1] != text) {
				said = append(said, text)
			}
		case html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}
