// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/progress"
)

const aboutProgressFile = "File or terminal to which an apply that waits for sessions writes how far they are, such as " +
	"`/dev/tty` for the terminal that Terraform runs in, or `/home/alice/bos-progress.log`. Each change is a line: the time, the " +
	"session, how many nodes are powering on, configuring, ready and failed, and which nodes have newly failed. The path is " +
	"absolute. The file is created for its owner only (mode 0600) and only appended to; a symbolic link, a directory, a " +
	"file of another user and anything else than a regular file or a terminal is refused. A file that cannot be used is a " +
	"warning, never an error or a delay. With it, BOS is asked at most once a minute for each session how many nodes do what. Can be given in " +
	"`BOS_PROGRESS_FILE`."

// validProgressFile accepts an absolute path. It touches no file.
func validProgressFile() validator.String {
	return textRule{
		summary:     "Invalid progress file",
		description: "value must be the absolute path of a regular file or a terminal",
		fault:       func(path string) string { return progressFault(path, progress.Check(path)) },
	}
}

func progressFault(path string, err error) string {
	const example = "write an absolute path, such as `/dev/tty` or `/home/alice/bos-progress.log`"
	switch {
	case err == nil:
		return ""
	case errors.Is(err, progress.ErrEmpty):
		return emptyText("the absolute path of a file or a terminal, such as `/dev/tty`")
	case errors.Is(err, progress.ErrRelative):
		return fmt.Sprintf("%s is relative: %s.", quoteText(path), example)
	case errors.Is(err, progress.ErrDirectory):
		return fmt.Sprintf("%s is a directory: write the path of a file in it.", quoteText(path))
	case errors.Is(err, progress.ErrKind):
		return fmt.Sprintf("%s cannot be used: %s.", quoteText(path), err)
	default:
		return fmt.Sprintf("%s cannot be used: %s.", quoteText(path), err)
	}
}

// progress returns the writer of progress_file, nil if it is not given. The file is not opened before a wait begins. An
// argument that is known only after apply is left out of the plan: no plan waits.
func (s *settings) progress(data *providerModel) *progress.Writer {
	const name = "progress_file"
	if data.ProgressFile.IsUnknown() {
		return nil
	}
	path := s.text(name, data.ProgressFile, validProgressFile())
	if path == "" || progress.Check(path) != nil {
		return nil
	}
	if detail := progressFault(path, progress.CheckFile(path)); detail != "" {
		if origin := s.origin[name]; origin != "" {
			detail = origin + ": " + detail
		}
		s.diags.Append(message{
			summary: "Unable to use the progress file",
			what:    detail + " The apply continues without it.",
			next:    []string{"Set progress_file (BOS_PROGRESS_FILE) to a regular file or a terminal, such as `/dev/tty`."},
		}.asWarningAt(argumentPath(name)))
		return nil
	}
	return progress.New(path)
}
