// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

func refusedTokenEnds(failure *Error, token string) time.Time {
	if !failure.refusal() {
		return time.Time{}
	}
	return tokenEnds(token)
}

// tokenEnds is when a token that is a JWT (RFC 7519) says that it ends; the zero time where it does
// not say. It is not verified: it serves to tell why a server refused it.
func tokenEnds(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}
	}
	var claims struct {
		Exp float64 `json:"exp"` // seconds, possibly with a fraction
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Exp <= 0 || claims.Exp >= 1<<40 {
		return time.Time{}
	}
	return time.UnixMilli(int64(claims.Exp * 1000)).UTC()
}
