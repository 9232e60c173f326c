// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// page is a file of Markdown, as far as the checks need it.
type page struct {
	path    string
	prose   []line          // without blocks, code spans and comments
	links   []link          // in the order of the page
	anchors map[string]bool // what a link to a part of it may name
	defined map[string]bool // names of targets, in lower case
	blocks  []block
}

type line struct {
	number int
	text   string
}

type link struct {
	number int    // of the line
	target string // a URL, or [NAME] for one that is defined elsewhere on the page
}

type block struct {
	number   int // of its first line
	language string
	text     string
}

var (
	fence       = regexp.MustCompile("^( *)(```+|~~~+) *([a-z]*)")
	heading     = regexp.MustCompile(`^#{1,6} +(.*?)( +#+)?$`)
	codeSpan    = regexp.MustCompile("``.+?``|`[^`]+`")
	comment     = regexp.MustCompile(`<!--.*?-->`)
	inlineLink  = regexp.MustCompile(`!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(<?([^()\s>]*(?:\([^()\s]*\)[^()\s>]*)*)>?(?: +"[^"]*")?\)`)
	namedLink   = regexp.MustCompile(`\[((?:[^\[\]]|\[[^\]]*\])*)\](\[[^\[\]]+\])`)
	reference   = regexp.MustCompile(`^ {0,3}(\[[^\]]+\]): +(\S+)`)
	autolink    = regexp.MustCompile(`<(https?://[^>\s]*)>`)
	bareURL     = regexp.MustCompile(`https?://[^\s<>()"'` + "`" + `]+`)
	htmlTarget  = regexp.MustCompile(`<[a-z][^>]* (?:href|src|srcset)="([^"]*)"`)
	tag         = regexp.MustCompile(`</?[a-z][^>]*>`)
	htmlAnchor  = regexp.MustCompile(`<a (?:id|name)="([^"]*)"`)
	frontMatter = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)
)

func parse(path, text string) *page {
	p := &page{path: path, anchors: map[string]bool{}, defined: map[string]bool{}}
	slugs := map[string]int{}
	var open *block
	var end string
	first := strings.Count(frontMatter.FindString(text), "\n")
	for i, text := range strings.Split(text, "\n") {
		number := i + 1
		if number <= first {
			continue
		}
		match := fence.FindStringSubmatch(text)
		switch {
		case open != nil && match != nil && strings.HasPrefix(match[2], end) && match[3] == "":
			p.blocks = append(p.blocks, *open)
			open = nil
		case open != nil:
			open.text += text + "\n"
		case match != nil:
			open, end = &block{number: number + 1, language: match[3]}, match[2]
		default:
			p.add(number, text, slugs)
		}
	}
	if open != nil {
		p.blocks = append(p.blocks, *open)
	}
	return p
}

// add takes a line outside blocks.
func (p *page) add(number int, text string, slugs map[string]int) {
	text = comment.ReplaceAllString(text, "")
	if match := heading.FindStringSubmatch(text); match != nil {
		name := slug(match[1])
		count := slugs[name]
		slugs[name]++
		if count > 0 {
			name += "-" + strconv.Itoa(count)
		}
		p.anchors[name] = true
	}
	for _, match := range htmlAnchor.FindAllStringSubmatch(text, -1) {
		p.anchors[match[1]] = true
	}
	text = codeSpan.ReplaceAllStringFunc(text, func(string) string { return "``" })
	if match := reference.FindStringSubmatch(text); match != nil {
		p.defined[strings.ToLower(match[1])] = true
		p.links = append(p.links, link{number, match[2]})
	}
	for _, expression := range []*regexp.Regexp{autolink, htmlTarget} {
		for _, match := range expression.FindAllStringSubmatch(text, -1) {
			p.links = append(p.links, link{number, match[1]})
		}
	}
	for inlineLink.MatchString(text) { // a picture may be the text of a link
		for _, match := range inlineLink.FindAllStringSubmatch(text, -1) {
			p.links = append(p.links, link{number, match[2]})
		}
		text = inlineLink.ReplaceAllString(text, "$1")
	}
	for _, match := range namedLink.FindAllStringSubmatch(text, -1) {
		p.links = append(p.links, link{number, match[2]})
	}
	text = namedLink.ReplaceAllString(text, "$1")
	for _, expression := range []*regexp.Regexp{reference, autolink, tag, bareURL} {
		text = expression.ReplaceAllString(text, "")
	}
	p.prose = append(p.prose, line{number, text})
}

// slug returns the anchor that GitHub and the registries make of a heading: the text in lower case without punctuation,
// with hyphens for spaces.
func slug(title string) string {
	title = inlineLink.ReplaceAllString(title, "$1")
	var name strings.Builder
	for _, c := range strings.ToLower(strings.TrimSpace(title)) {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsMark(c), c == '_', c == '-':
			name.WriteRune(c)
		case c == ' ':
			name.WriteRune('-')
		}
	}
	return name.String()
}
