// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word has letters, and an apostrophe or a digit between them. What holds a digit, an underscore, a slash or
// an ellipsis is a name.
var (
	token = regexp.MustCompile(`[\pL\pN_][\pL\pN_./:@%*’'…-]*`)
	name  = regexp.MustCompile(`[\pN_/:@%*…]|\pL\.\pL`)
	part  = regexp.MustCompile(`\pL+(?:['’]\pL+)*`)
)

// speller returns which of the words no dictionary has.
type speller func(words []string) (unknown []string, err error)

// hunspell asks the dictionary of British English, which has both -ise and -ize.
func hunspell(words []string) ([]string, error) {
	cmd := exec.Command("hunspell", "-l", "-d", "en_GB", "-i", "utf-8") //nolint:noctx // it ends with its input
	cmd.Stdin = strings.NewReader(strings.Join(words, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		return nil, fmt.Errorf("hunspell: %w", errors.Join(err, errors.New(strings.TrimSpace(stderr.String()))))
	}
	return strings.Fields(string(out)), nil
}

// words returns where the pages have a word that neither the speller nor the file list has, and what is wrong with the
// list: an order that is not alphabetic, and words that no page needs.
func words(pages []*page, list string, unknownTo speller) (faults []string, err error) {
	content, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	own := strings.Fields(string(content))
	if !slices.IsSorted(own) || len(slices.Compact(slices.Clone(own))) != len(own) {
		faults = append(faults, list+": is not sorted, or has a word twice: LC_ALL=C sort -u -o "+list+" "+list)
	}
	places := map[string][]string{}
	var used []string
	for _, p := range pages {
		for _, l := range p.prose {
			for _, word := range wordsOf(l.text) {
				if places[word] == nil {
					used = append(used, word)
				}
				places[word] = append(places[word], fmt.Sprintf("%s:%d", p.path, l.number))
			}
		}
	}
	unknown, err := unknownTo(used)
	if err != nil {
		return nil, err
	}
	needed := map[string]bool{}
	for _, word := range unknown {
		if entry := entryFor(word, own); entry != "" {
			needed[entry] = true
			continue
		}
		for _, place := range places[word] {
			faults = append(faults, place+": "+word+": no dictionary has it; correct it, or add it to "+list)
		}
	}
	for _, word := range own {
		if !needed[word] {
			faults = append(faults, list+": "+word+": no page needs it")
		}
	}
	return faults, nil
}

// entryFor returns the word of the list that allows this one, which may begin a sentence, or "".
func entryFor(word string, list []string) string {
	first, size := utf8.DecodeRuneInString(word)
	for _, entry := range []string{word, string(unicode.ToLower(first)) + word[size:]} {
		if slices.Contains(list, entry) {
			return entry
		}
	}
	return ""
}

// pluralOfVerb is that of nouns such as power-off, which dictionaries have in two parts.
var pluralOfVerb = regexp.MustCompile(`-(off|on)s\b`)

// wordsOf returns the words of a line of prose. A possessive counts as its noun.
func wordsOf(text string) (found []string) {
	text = pluralOfVerb.ReplaceAllString(text, "-$1")
	for _, token := range token.FindAllString(text, -1) {
		if name.MatchString(strings.TrimRight(token, ".:*/")) {
			continue
		}
		for _, word := range part.FindAllString(token, -1) {
			word = strings.ReplaceAll(word, "’", "'")
			word = strings.TrimSuffix(word, "'s")
			if len(word) > 1 {
				found = append(found, word)
			}
		}
	}
	return found
}
