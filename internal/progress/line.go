// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package progress

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxLine is the most bytes of a line: with room to spare, what a terminal takes by one write without dividing it
// (2048 on Linux, drivers/tty/tty_io.c).
const maxLine = 1000

// stamped is a line without its end.
func stamped(at time.Time, text string) string {
	return at.UTC().Format(time.RFC3339) + " " + shown(text)
}

// shown escapes what a terminal acts upon or does not show: control characters, also those of C1, characters that change
// the direction of text or have no width, line and paragraph separators, and bytes that are not UTF-8. A text that is too
// long for a line is cut.
func shown(text string) string {
	const cut = "…"
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		form := text[:size]
		switch {
		case r == utf8.RuneError && size == 1:
			form = `\x` + strconv.FormatUint(uint64(text[0]), 16)
		case !unicode.IsPrint(r):
			form = strings.Trim(strconv.QuoteRuneToASCII(r), "'")
		}
		if b.Len()+len(form) > maxLine-len(time.RFC3339)-len(cut) {
			b.WriteString(cut)
			break
		}
		b.WriteString(form)
		text = text[size:]
	}
	return b.String()
}
