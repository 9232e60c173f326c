// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Error returns one line of at most 512 runes without control characters: method, path, status, the text of the
// service, a gateway or the transport, and the id by which the request can be found in a gateway's log.
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
		parts = append(parts, e.answerText())
	}
	id := ""
	if e.RequestID != "" && !e.interrupted && e.tokenError() == nil {
		id = " (request id " + e.RequestID + ")"
	}
	return Shorten(OneLine(e.Method+" "+e.Path+": "+strings.Join(parts, ": ")), excerptRunes-len(id)) + id
}

// answerText returns the text of the answer.
func (e *Error) answerText() string {
	text := e.text
	if text == "" {
		text = e.Body
	}
	if text = OneLine(text); text == "" {
		return "(empty answer)"
	}
	return text
}

func statusLine(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// OneLine returns s with runs of white space replaced by one space, and without control and format characters, which a
// terminal could act on or a reader could not see.
func OneLine(s string) string {
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

// Shorten returns s if it has at most n runes, and otherwise its first n-1 runes and an ellipsis.
func Shorten(s string, n int) string {
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

// htmlText returns the text of a page, without tags, scripts and styles. A gateway's page repeats its title as a
// heading: a text that follows itself is kept once.
func htmlText(page string) string {
	var texts []string
	hidden := false
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return strings.Join(texts, " ")
		case html.StartTagToken:
			name, _ := tokens.TagName()
			hidden = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			hidden = false
		case html.TextToken:
			text := OneLine(string(tokens.Text()))
			if text != "" && !hidden && (len(texts) == 0 || texts[len(texts)-1] != text) {
				texts = append(texts, text)
			}
		case html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}
