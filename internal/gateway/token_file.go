// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// maxTokenFile is the longest file with a token, in bytes; a token has 1 to 4 kB.
const maxTokenFile = 1 << 20

// tokenFile is a file with a token that another program keeps up to date.
type tokenFile struct {
	path    string
	secrets *secrets
}

// fresh reports whether the file is unchanged. If it is gone, the token that it held remains in use.
func (s *tokenFile) fresh(token bearer) bool {
	now, err := os.Stat(s.path)
	if err != nil || token.file == nil {
		return err != nil
	}
	return os.SameFile(now, token.file) && now.Size() == token.file.Size() && now.ModTime().Equal(token.file.ModTime())
}

func (s *tokenFile) fetch(context.Context, string) (bearer, error) {
	stored, err := readToken(s.path, s.secrets)
	if err != nil {
		return bearer{}, &TokenError{Source: sourceTokenFile, Err: err}
	}
	return bearer{value: stored.access, file: stored.info}, nil
}

// storedToken is the content of a file: a token alone, or the JSON of a token server or the Cray CLI.
type storedToken struct {
	access, refresh, clientID string
	ends                      time.Time     // zero = unknown
	life                      time.Duration // 0 = unknown
	info                      fs.FileInfo
}

// readToken reads a file that holds a token, bare or as access_token in JSON. Its errors name the file and never show
// its content.
func readToken(path string, secrets *secrets) (storedToken, error) {
	text, info, err := readText(path, maxTokenFile)
	if err != nil {
		return storedToken{}, err
	}
	stored := storedToken{access: text, info: info}
	if strings.HasPrefix(text, "{") {
		if stored, err = parseToken(text, info); err != nil {
			return storedToken{}, fmt.Errorf("%s %w", path, err)
		}
	}
	if stored.access == "" {
		return storedToken{}, fmt.Errorf("%s is empty, where a token belongs", path)
	}
	if fault := tokenFault(stored.access); fault != "" {
		return storedToken{}, fmt.Errorf("%s holds no token: what is in it %s", path, fault)
	}
	secrets.add(tokenLabel, stored.access, stored.refresh)
	return stored, nil
}

func parseToken(text string, info fs.FileInfo) (storedToken, error) {
	var wire struct {
		AccessToken  string  `json:"access_token"`
		RefreshToken string  `json:"refresh_token"`
		ClientID     string  `json:"client_id"`
		ExpiresAt    float64 `json:"expires_at"` // seconds, with a fraction
		ExpiresIn    float64 `json:"expires_in"` // from when the file was written, which is not known
	}
	if json.Unmarshal([]byte(text), &wire) != nil {
		return storedToken{}, errors.New(
			"holds neither a token nor the JSON of one: it begins as JSON and cannot be read as such")
	}
	if wire.AccessToken == "" {
		return storedToken{}, errors.New("is JSON without access_token")
	}
	stored := storedToken{
		access: strings.TrimSpace(wire.AccessToken), refresh: wire.RefreshToken, clientID: wire.ClientID, info: info,
	}
	if at := wire.ExpiresAt; at > 0 && at < 1<<40 { // some 30 000 years
		stored.ends = time.UnixMilli(int64(at * 1000)).UTC()
	}
	if in := wire.ExpiresIn; in > 0 && in < 1<<32 {
		stored.life = time.Duration(in * float64(time.Second))
	}
	return stored, nil
}

// readText reads a text file of at most so many bytes, without white space and a byte order mark at its ends.
func readText(path string, most int64) (string, fs.FileInfo, error) {
	info, err := os.Stat(path) // opening something else than a file may block
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file")
		if info.IsDir() {
			err = errors.New("it is a directory")
		}
	}
	if err != nil {
		return "", nil, unreadable(path, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", nil, unreadable(path, err)
	}
	defer func() { _ = file.Close() }()
	if info, err = file.Stat(); err != nil {
		return "", nil, unreadable(path, err)
	}
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return "", nil, unreadable(path, err)
	}
	if int64(len(content)) > most {
		return "", nil, unreadable(path, fmt.Errorf("it is longer than %d bytes", most))
	}
	return string(bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")))), info, nil
}

// shownPath prefixes a relative path with ./ so that it cannot be taken for a word in an error's text.
func shownPath(path string) string {
	if path == "" || filepath.IsAbs(path) || strings.HasPrefix(path, ".") {
		return path
	}
	return "./" + path
}

// unreadable names the file once: an error of the file system repeats it.
func unreadable(path string, err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	if strings.HasPrefix(path, "./~") {
		return fmt.Errorf("%s cannot be read: %w: nobody expands the ~ here: "+
			"write the whole path, or pathexpand(…) in a configuration", path[2:], err)
	}
	return fmt.Errorf("%s cannot be read: %w", path, err)
}
