// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxExpandedXnames is how many xnames ExpandXnames returns at most: as many as a node_list has at most.
const MaxExpandedXnames = maxNodeList

// ExpandXnames returns the xnames that an expression stands for, in their normal form, in the order in which they are
// written (the last part varies fastest), each once. In place of the number of a part, brackets list numbers and
// ranges, as in x3000c[0-1]s[1-16,20]b0n0. Commas outside brackets, which may have white space beside them, separate
// expressions. Letters may be in upper case, and numbers may have leading zeros, which do not count.
func ExpandXnames(text string) ([]string, *XnameFault) {
	var patterns []xnamePattern
	total := 0
	for begin, expression := range splitOutsideBrackets(text) {
		pattern, fault := parseXnamePattern(expression, nodeDepth)
		if fault != nil {
			fault.Position += begin
			return nil, fault
		}
		total += pattern.count()
		if total > MaxExpandedXnames {
			return nil, &XnameFault{Kind: XnameTooMany, Position: begin + 1}
		}
		patterns = append(patterns, pattern)
	}

	names := make([]string, 0, total)
	seen := make(map[Place]bool, total)
	for _, pattern := range patterns {
		pattern.each(Place{}, func(place Place) {
			if !seen[place] {
				seen[place] = true
				names = append(names, place.String())
			}
		})
	}
	return names, nil
}

// splitOutsideBrackets yields the trimmed parts of a text between commas that are not in brackets, each with the number
// of characters before it.
func splitOutsideBrackets(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		begin, inside := 0, false
		for at := 0; at <= len(text); at++ {
			switch {
			case at < len(text) && text[at] == '[':
				inside = true
			case at < len(text) && text[at] == ']':
				inside = false
			case at == len(text), text[at] == ',' && !inside:
				part := text[begin:at]
				trimmed := strings.TrimLeft(part, whiteSpace)
				before := utf8.RuneCountInString(text[:at-len(trimmed)])
				if !yield(before, strings.TrimRight(trimmed, whiteSpace)) {
					return
				}
				begin = at + 1
			}
		}
	}
}

const whiteSpace = " \t\r\n"

// xnamePattern has the numbers of each part of an xname.
type xnamePattern []xnameRanges

type xnameRanges struct {
	of      []xnameRange
	bracket int // the number of the character [, from 1; 0 = none
}

type xnameRange struct{ first, last int }

// count returns how many xnames the pattern stands for, at most MaxExpandedXnames + 1.
func (p xnamePattern) count() int {
	const most = MaxExpandedXnames + 1
	total := int64(1)
	for _, part := range p {
		numbers := int64(0)
		for _, r := range part.of {
			numbers = min(numbers+int64(r.last-r.first+1), most)
		}
		total = min(total*numbers, most)
	}
	return int(total)
}

// each calls found with every xname that begins with a place.
func (p xnamePattern) each(place Place, found func(Place)) {
	if place.depth == len(p) {
		found(place)
		return
	}
	for _, r := range p[place.depth].of {
		for number := r.first; number <= r.last; number++ {
			next := place
			next.numbers[place.depth] = number
			next.depth++
			p.each(next, found)
		}
	}
}

// parseXnamePattern parses an xname that may have brackets, with at most so many parts.
func parseXnamePattern(text string, deepest int) (xnamePattern, *XnameFault) {
	s := xnameScanner{text: text}
	if text == "" {
		return nil, s.fault(XnameEmpty)
	}
	var pattern xnamePattern
	for depth := 0; depth < cabinetDepth || s.at < len(text); depth++ {
		if depth == deepest || text[s.at]|0x20 != placeLetters[depth] { // |0x20: in upper case, too
			fault := s.fault(XnameLetter)
			if depth < deepest {
				fault.Wanted = placeLetters[depth : depth+1]
			}
			return nil, fault
		}
		s.at++
		part, fault := s.part(depth)
		if fault != nil {
			return nil, fault
		}
		pattern = append(pattern, part)
	}
	return pattern, nil
}

// xnameScanner reads the parts of an xname.
type xnameScanner struct {
	text string
	at   int // in bytes
}

func (s *xnameScanner) position(at int) int { return utf8.RuneCountInString(s.text[:at]) + 1 }

func (s *xnameScanner) fault(kind XnameFaultKind) *XnameFault {
	return &XnameFault{Kind: kind, Position: s.position(s.at), Found: characterAt(s.text, s.at)}
}

// next reports whether the next byte is that one.
func (s *xnameScanner) next(b byte) bool { return s.at < len(s.text) && s.text[s.at] == b }

// part reads what follows the letter of a part.
func (s *xnameScanner) part(depth int) (xnameRanges, *XnameFault) {
	if !s.next('[') {
		number, fault := s.number(depth)
		if fault == nil && s.next('[') {
			fault = s.fault(XnameBracketBeside)
		}
		return xnameRanges{of: []xnameRange{{number, number}}}, fault
	}
	part := xnameRanges{bracket: s.position(s.at)}
	for s.next('[') || s.next(',') {
		s.at++
		if s.next(']') || s.next(',') {
			return xnameRanges{}, s.fault(XnameBracketEmpty)
		}
		r, fault := s.numbers(depth)
		switch {
		case fault != nil:
			return xnameRanges{}, fault
		case s.at == len(s.text):
			return xnameRanges{}, &XnameFault{Kind: XnameBracketOpen, Position: part.bracket, Found: "["}
		case !s.next(',') && !s.next(']'):
			return xnameRanges{}, s.fault(XnameDigit)
		}
		part.of = append(part.of, r)
	}
	s.at++
	if s.next('[') || s.at < len(s.text) && isDigit(s.text[s.at]) {
		return xnameRanges{}, s.fault(XnameBracketBeside)
	}
	return part, nil
}

// numbers reads a number or a range in brackets.
func (s *xnameScanner) numbers(depth int) (xnameRange, *XnameFault) {
	begin := s.at
	first, fault := s.number(depth)
	if fault != nil || !s.next('-') {
		return xnameRange{first, first}, fault
	}
	s.at++
	last, fault := s.number(depth)
	if fault == nil && last < first {
		fault = &XnameFault{
			Kind: XnameReversed, Position: s.position(begin), Found: s.text[begin:s.at],
			Wanted: strconv.Itoa(last) + "-" + strconv.Itoa(first),
		}
	}
	return xnameRange{first, last}, fault
}

// number reads the number of a part.
func (s *xnameScanner) number(depth int) (int, *XnameFault) {
	begin := s.at
	for s.at < len(s.text) && isDigit(s.text[s.at]) {
		s.at++
	}
	if begin == s.at {
		return 0, s.fault(XnameDigit)
	}
	digits := withoutZeros(s.text[begin:s.at])
	number, err := strconv.Atoi(digits)
	if most := placeMaxima[depth]; err != nil || number > most {
		return 0, &XnameFault{
			Kind: XnameGreat, Position: s.position(begin), Found: s.text[begin:s.at], Wanted: strconv.Itoa(most),
		}
	}
	return number, nil
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
