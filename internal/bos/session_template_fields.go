// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// ImageType is the only type of image that BOS can boot. BOS keeps any type, but starts no session with another one
// (session_create_template_bs_type_not_s3.json).
const ImageType = "s3"

// Architectures returns the architectures of the hardware state manager that a boot set may have, the default first.
func Architectures() []string { return []string{DefaultArch, "ARM", "Other", "Unknown"} }

// TextRule is what BOS accepts as the text of a field of a session template.
type TextRule struct {
	Max     int  // length in characters
	Filled  bool // "" is not accepted
	OneLine bool
}

// DescriptionRule returns the rule for the description of a session template.
func DescriptionRule() TextRule { return TextRule{Max: maxDescription, Filled: true} }

// ConfigurationRule returns the rule for the name of a CFS configuration. BOS drops an empty one
// (template_put_bs_empty_cfs.json).
func ConfigurationRule() TextRule { return TextRule{Max: maxConfiguration} }

// ETagRule returns the rule for the entity tag of an image.
func ETagRule() TextRule { return TextRule{Max: maxETag} }

// KernelParametersRule returns the rule for kernel parameters. A node reports its parameters in one line, with which
// BOS compares these character by character.
func KernelParametersRule() TextRule { return TextRule{Max: maxKernelParameters, OneLine: true} }

// RootfsProviderRule returns the rule for the provider of the root file system.
func RootfsProviderRule() TextRule { return TextRule{Max: maxRootfsProvider, Filled: true} }

// RootfsPassthroughRule returns the rule for what is passed through to the provider of the root file system.
func RootfsPassthroughRule() TextRule { return TextRule{Max: maxRootfsPassthrough} }

// TextFindingKind is what is wrong with a text of a session template.
type TextFindingKind int

// The kinds of TextFinding.
const (
	TextEmpty       TextFindingKind = iota + 1
	TextBreak                       // a line break or a tab within the text
	TextBreakAtEdge                 // a line break or a tab before or after the text alone
	TextLength
)

// TextFinding is the reason why BOS would not accept a text of a session template.
type TextFinding struct {
	Kind   TextFindingKind
	Length int // of TextLength, in characters
}

// lineBreaks are the characters that a text of one line may not hold.
const lineBreaks = "\n\r\t\v\f"

// Finding returns the first reason why BOS would not accept the text; found is false if it would.
func (r TextRule) Finding(text string) (finding TextFinding, found bool) {
	length := utf8.RuneCountInString(text)
	switch {
	case r.OneLine && strings.ContainsAny(strings.TrimSpace(text), lineBreaks):
		return TextFinding{Kind: TextBreak}, true
	case r.OneLine && strings.ContainsAny(text, lineBreaks):
		return TextFinding{Kind: TextBreakAtEdge}, true
	case r.Filled && text == "":
		return TextFinding{Kind: TextEmpty}, true
	case length > r.Max:
		return TextFinding{Kind: TextLength, Length: length}, true
	}
	return TextFinding{}, false
}

// ImagePathFindingKind is what is wrong with the path of an image.
type ImagePathFindingKind int

// The kinds of ImagePathFinding.
const (
	ImagePathEmpty      ImagePathFindingKind = iota + 1
	ImagePathSpace                           // white space at an edge of a path that is good without it
	ImagePathSchemeCase                      // S3:// for s3://
	ImagePathScheme                          // no s3://
	ImagePathNoBucket
	ImagePathNoKey
	ImagePathLength
)

// ImagePathFinding is the reason why BOS would not boot from a path.
type ImagePathFinding struct {
	Kind   ImagePathFindingKind
	Length int    // of ImagePathLength, in characters
	Meant  string // of ImagePathSpace and ImagePathSchemeCase: the path to write
}

const imageScheme = "s3://"

// imagePathPattern is s3://BUCKET/KEY.
var imagePathPattern = regexp.MustCompile(`^` + imageScheme + `[^/]+/.+$`)

// CheckImagePath returns the reason why BOS would not boot from the path, which is that of an image's manifest,
// s3://BUCKET/KEY. found is false if it would.
func CheckImagePath(path string) (finding ImagePathFinding, found bool) {
	trimmed, length := strings.TrimSpace(path), utf8.RuneCountInString(path)
	rest, hasScheme := strings.CutPrefix(path, imageScheme)
	bucket, key, _ := strings.Cut(rest, "/")
	switch {
	case path == "":
		finding.Kind = ImagePathEmpty
	case trimmed != path && goodImagePath(trimmed):
		finding = ImagePathFinding{Kind: ImagePathSpace, Meant: trimmed}
	case !hasScheme && strings.HasPrefix(strings.ToLower(path), imageScheme):
		finding = ImagePathFinding{Kind: ImagePathSchemeCase, Meant: imageScheme + path[len(imageScheme):]}
	case !hasScheme:
		finding.Kind = ImagePathScheme
	case bucket == "":
		finding.Kind = ImagePathNoBucket
	case key == "":
		finding.Kind = ImagePathNoKey
	case length > MaxImagePath:
		finding = ImagePathFinding{Kind: ImagePathLength, Length: length}
	}
	return finding, finding.Kind != 0
}

func goodImagePath(path string) bool {
	_, found := CheckImagePath(path)
	return !found
}
