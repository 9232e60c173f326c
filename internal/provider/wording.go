// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// maxQuotedText is the number of characters of a value that a diagnostic shows.
const maxQuotedText = 80

// quoteText quotes a value for a diagnostic: it makes invisible characters visible and cuts long values.
func quoteText(text string) string {
	if utf8.RuneCountInString(text) > maxQuotedText {
		text = string([]rune(text)[:maxQuotedText]) + "…"
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return r != ' ' && !unicode.IsGraphic(r) || r == utf8.RuneError || r == '`' || r > ' ' && unicode.IsSpace(r)
	}) {
		return strconv.QuoteToGraphic(text)
	}
	return "`" + text + "`"
}

// sentence returns an error's text as a sentence, "" for no error.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	text := strings.TrimRight(err.Error(), ".\n ")
	if text == "" {
		return text
	}
	return capitalize(text) + "."
}

// reason is sentence without the name of the input, which the path of the diagnostic shows.
func reason(err error) string {
	if input, ok := errors.AsType[*gateway.InputError](err); ok {
		return sentence(errors.New(input.Reason))
	}
	return sentence(err)
}

// uncapitalized is a sentence that follows a colon.
func uncapitalized(text string) string { return strings.ToLower(text[:1]) + text[1:] }

func capitalize(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// listOf joins names: "a", "a and b", "a, b and c".
func listOf(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// listOfChoices lists the values of an argument.
func listOfChoices(choices []string) string {
	return "`" + strings.Join(choices, "`, `") + "`"
}

// emptyText is the error of an empty value of an optional argument.
func emptyText(what string) string { return "The value is empty: write " + what + ", or leave it out." }

// areUnknown begins "… known only after apply".
func areUnknown(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return listOf(names) + " are"
}

// fewOf is like listOf, but shows five names at most.
func fewOf(names []string) string {
	const most = 5
	if len(names) > most {
		return shortened(names, most, ", ")
	}
	return listOf(names)
}

// shortened joins the first names, at most that many, and counts the rest.
func shortened(names []string, most int, separator string) string {
	if len(names) <= most {
		return strings.Join(names, separator)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], separator), len(names)-most)
}

// nodes counts nodes: "1 node", "2 nodes".
func nodes(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}

func were(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// moreNodes ends a list of nodes that BOS has cut off, as BOS writes it.
const moreNodes = "..."

// shownNodes is the number of a candidate's nodes that a text names, as in BOS's own lists.
const shownNodes = 10

// firstNodes counts nodes and names the first of them.
func firstNodes(all []string) string {
	if len(all) == 0 {
		return "nodes not known"
	}
	text := nodes(len(all)) + ": " + strings.Join(all[:min(len(all), shownNodes)], ", ")
	if len(all) > shownNodes {
		text += ", " + moreNodes
	}
	return text
}

// someNodes joins the first ten names and counts the rest.
func someNodes(names []string) string { return shortened(names, 10, ", ") }

func ofTenant(tenant types.String) string {
	if tenant.ValueString() == "" {
		return "without a tenant"
	}
	return fmt.Sprintf("of tenant %q", tenant.ValueString())
}

func orMore(percent float64) string {
	if percent >= 100 {
		return ""
	}
	return " or more"
}
