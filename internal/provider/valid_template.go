// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

func validTemplateDescription() validator.String {
	return templateText("description", bos.DescriptionRule(), "words for people")
}

// validConfiguration accepts "" too, which BOS drops.
func validConfiguration() validator.String {
	return templateText("CFS configuration", bos.ConfigurationRule(), "")
}

func validETag() validator.String { return templateText("ETag", bos.ETagRule(), "") }

func validKernelParameters() validator.String {
	return templateText("kernel parameters", bos.KernelParametersRule(), "")
}

func validRootfsProvider() validator.String {
	return templateText("root file system provider", bos.RootfsProviderRule(), "its name, such as `sbps`")
}

func validRootfsPassthrough() validator.String {
	return templateText("root file system passthrough", bos.RootfsPassthroughRule(), "")
}

// templateText accepts the texts that the rule accepts. instead is what to write in place of an empty text.
func templateText(thing string, rule bos.TextRule, instead string) validator.String {
	description := fmt.Sprintf("value must have at most %d characters", rule.Max)
	if rule.Filled {
		description = fmt.Sprintf("value must have 1 to %d characters", rule.Max)
	}
	if rule.OneLine {
		description += ", in one line"
	}
	return textRule{
		summary:     "Invalid " + thing,
		description: description,
		fault: func(text string) string {
			finding, found := rule.Finding(text)
			if !found {
				return ""
			}
			return templateTextFault(text, rule, finding, instead)
		},
	}
}

func templateTextFault(text string, rule bos.TextRule, f bos.TextFinding, instead string) string {
	const why = ". A node reports its parameters in one line, with which BOS compares these character by character. "
	switch f.Kind {
	case bos.TextEmpty:
		return emptyText(instead)
	case bos.TextBreak:
		return quoteText(text) + " contains a line break or a tab" + why +
			"Separate the parameters by spaces, such as with `join(\" \", [...])`."
	case bos.TextBreakAtEdge:
		return quoteText(text) + " has a line break or a tab at its edge" + why + "Wrap the expression in `trimspace()`."
	default: // bos.TextLength
		return tooLong(text, f.Length, rule.Max)
	}
}

func tooLong(text string, length, most int) string {
	return fmt.Sprintf("%s has a length of %d: BOS takes at most %d characters.", quoteText(text), length, most)
}

// validImageType accepts the only type of image that BOS can boot.
func validImageType() validator.String {
	return textRule{
		summary:     "Invalid type of image",
		description: "value must be " + bos.ImageType,
		fault: func(kind string) string {
			switch kind {
			case bos.ImageType:
				return ""
			case "":
				return "The value is empty: write `" + bos.ImageType + "`, or leave it out."
			default:
				return quoteText(kind) + " is not a type of image that BOS boots: write `" + bos.ImageType + "`, or leave it out."
			}
		},
	}
}

const examplePath = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json"

func validImagePath() validator.String {
	return textRule{
		summary:     "Invalid image path",
		description: "value must be the place of an image's manifest: s3://BUCKET/KEY",
		fault: func(path string) string {
			finding, found := bos.CheckImagePath(path)
			if !found {
				return ""
			}
			return imagePathFault(path, finding)
		},
	}
}

func imagePathFault(path string, f bos.ImagePathFinding) string {
	const form = "write s3://BUCKET/KEY, such as `" + examplePath + "`"
	quoted := quoteText(path)
	switch f.Kind {
	case bos.ImagePathEmpty:
		return "The value is empty: " + form + "."
	case bos.ImagePathSpace:
		return spaceAtEdge(path, f.Meant)
	case bos.ImagePathSchemeCase:
		return fmt.Sprintf("%s does not begin with s3:// in lower case: write `%s`.", quoted, f.Meant)
	case bos.ImagePathScheme:
		return quoted + " does not begin with s3://, and BOS boots from nothing else: " + form + "."
	case bos.ImagePathNoBucket:
		return quoted + " names no bucket: " + form + "."
	case bos.ImagePathNoKey:
		return fmt.Sprintf("%s names a bucket, but nothing in it: %s.", quoted, form)
	default: // bos.ImagePathLength
		return tooLong(path, f.Length, bos.MaxImagePath)
	}
}

// validArch accepts the architectures of the hardware state manager.
func validArch() validator.String {
	return choiceRule{thing: "architecture", choices: bos.Architectures()}
}
