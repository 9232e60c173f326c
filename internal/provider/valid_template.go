// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The greatest lengths, in characters, of BOS 2.50's published specification.
const (
	maxDescription       = 1023
	maxConfiguration     = 127
	maxImagePath         = 4095
	maxETag              = 65536
	maxKernelParameters  = 4096
	maxRootfsProvider    = 511
	maxRootfsPassthrough = 4096
)

func validTemplateDescription() validator.String {
	return lengthRule("description", maxDescription, "words for people")
}

// validConfiguration takes "" too, which BOS drops (template_put_bs_empty_cfs.json).
func validConfiguration() validator.String {
	return lengthRule("CFS configuration", maxConfiguration, "")
}

func validETag() validator.String { return lengthRule("ETag", maxETag, "") }

func validKernelParameters() validator.String {
	length := lengthRule("kernel parameters", maxKernelParameters, "")
	return textRule{
		summary:     "Invalid kernel parameters",
		description: length.description + ", in one line",
		fault: func(text string) string {
			const why = ". A node reports its parameters in one line, with which BOS compares these character by character. "
			switch trimmed := strings.TrimSpace(text); {
			case strings.ContainsAny(trimmed, breaks):
				return quoteText(text) + " holds a line break or a tab" + why + "Separate the parameters by blanks, such as with `join(\" \", [...])`."
			case strings.ContainsAny(text, breaks):
				return quoteText(text) + " has a line break or a tab at its edge" + why + "Wrap the expression in `trimspace()`."
			}
			return length.fault(text)
		},
	}
}

// breaks are what kernel parameters must not be separated by.
const breaks = "\n\r\t\v\f"

func validRootfsProvider() validator.String {
	return lengthRule("root file system provider", maxRootfsProvider, "its name, such as `sbps`")
}

func validRootfsPassthrough() validator.String {
	return lengthRule("root file system passthrough", maxRootfsPassthrough, "")
}

// lengthRule takes texts of at most so many characters. instead is what to write in place of an empty one; where it is
// empty, so may the text be.
func lengthRule(thing string, most int, instead string) textRule {
	rule := textRule{
		summary:     "Invalid " + thing,
		description: fmt.Sprintf("value must have at most %d characters", most),
		fault: func(text string) string {
			if text == "" && instead != "" {
				return emptyText(instead)
			}
			if length := utf8.RuneCountInString(text); length > most {
				return fmt.Sprintf("%s has a length of %d: BOS takes at most %d characters.", quoteText(text), length, most)
			}
			return ""
		},
	}
	if instead != "" {
		rule.description = fmt.Sprintf("value must have 1 to %d characters", most)
	}
	return rule
}

// validImageType: BOS keeps any type, but starts no session of another (session_create_template_bs_type_not_s3.json).
func validImageType() validator.String {
	return textRule{
		summary:     "Invalid type of image",
		description: "value must be s3",
		fault: func(kind string) string {
			switch kind {
			case "s3":
				return ""
			case "":
				return "The value is empty: write `s3`, or leave it out."
			default:
				return quoteText(kind) + " is no type that BOS can boot from: write `s3`, or leave it out."
			}
		},
	}
}

const examplePath = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"

func validImagePath() validator.String {
	return textRule{
		summary:     "Invalid image path",
		description: "value must be the place of an image's manifest: s3://BUCKET/KEY",
		fault:       imagePathFault,
	}
}

func imagePathFault(path string) string {
	const form = "write s3://BUCKET/KEY, such as `" + examplePath + "`"
	quoted := quoteText(path)
	bucket, key, _ := strings.Cut(strings.TrimPrefix(path, "s3://"), "/")
	switch trimmed := strings.TrimSpace(path); {
	case path == "":
		return "The value is empty: " + form + "."
	case trimmed != path && imagePathFault(trimmed) == "":
		return fmt.Sprintf("%s has a blank or a line break at its edge: write %s, or wrap the expression in `trimspace()`.", quoted, quoteText(trimmed))
	case !strings.HasPrefix(path, "s3://") && strings.HasPrefix(strings.ToLower(path), "s3://"):
		return fmt.Sprintf("%s does not begin with s3:// in lower case: write `s3://%s`.", quoted, path[len("s3://"):])
	case !strings.HasPrefix(path, "s3://"):
		return quoted + " does not begin with s3://, and BOS boots from nothing else: " + form + "."
	case bucket == "":
		return quoted + " names no bucket: " + form + "."
	case key == "":
		return fmt.Sprintf("%s names a bucket, but nothing in it: %s.", quoted, form)
	}
	if length := utf8.RuneCountInString(path); length > maxImagePath {
		return fmt.Sprintf("%s has a length of %d: BOS takes at most %d characters.", quoted, length, maxImagePath)
	}
	return ""
}

// validArch takes the architectures of the hardware state manager.
func validArch() validator.String {
	return choiceRule{thing: "architecture", choices: []string{"X86", "ARM", "Other", "Unknown"}}
}
