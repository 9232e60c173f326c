// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

const (
	audience          = "shasta" // what the policy requires in aud, and the client whose roles it reads
	tenantGroupSuffix = "-tenant-admin"
	typeAccess        = "Bearer"
	typeRefresh       = "Refresh"
)

// claims are the claims of both kinds of tokens, in Keycloak's order and with its
// names. A tenant-admin has the role in the realm and a group for each tenant;
// the other roles are roles of the client shasta (cray-opa,
// tests/opa/run_tests.go).
type claims struct {
	Expires  int64  `json:"exp"`
	Issued   int64  `json:"iat"`
	ID       string `json:"jti"`
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	Subject  string `json:"sub"`
	Type     string `json:"typ"`
	Client   string `json:"azp"`
	Session  string `json:"session_state,omitempty"`

	RealmAccess    roleList            `json:"realm_access,omitzero"`
	ResourceAccess map[string]roleList `json:"resource_access,omitempty"`

	Scope    string   `json:"scope,omitempty"`
	Groups   []string `json:"groups,omitempty"`
	Username string   `json:"preferred_username,omitempty"`
}

type roleList struct {
	Roles []string `json:"roles"`
}

// keys sign tokens. A real realm signs access tokens with RSA and refresh tokens
// with a secret of its own; nobody but the realm can verify either here.
type keys struct {
	access, refresh []byte
	id              string
}

func newKeys() keys { return keys{access: random(32), refresh: random(32), id: newID()} }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails

	return b
}

// newID returns a random id in the format of a UUID.
func newID() string {
	const digits = "0123456789abcdef"
	var id strings.Builder
	for i, b := range random(16) {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			id.WriteByte('-')
		}
		id.WriteByte(digits[b>>4])
		id.WriteByte(digits[b&15])
	}

	return id.String()
}

var base64URL = base64.RawURLEncoding

func sign(c claims, key []byte, keyID string) string {
	header, _ := json.Marshal(struct {
		Algorithm string `json:"alg"`
		Type      string `json:"typ"`
		KeyID     string `json:"kid"`
	}{"HS256", "JWT", keyID})
	payload, _ := json.Marshal(c) // nothing in it can fail
	signed := base64URL.EncodeToString(header) + "." + base64URL.EncodeToString(payload)

	return signed + "." + base64URL.EncodeToString(mac(signed, key))
}

func mac(signed string, key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(signed))

	return h.Sum(nil)
}

// parse returns the claims of a token signed with the key. It ignores the header:
// there is one algorithm and one key.
func parse(token string, key []byte) (claims, bool) {
	dot := strings.LastIndexByte(token, '.')
	if dot < 0 {
		return claims{}, false
	}
	signature, err := base64URL.DecodeString(token[dot+1:])
	if err != nil || !hmac.Equal(signature, mac(token[:dot], key)) {
		return claims{}, false
	}
	_, payload, _ := strings.Cut(token[:dot], ".")
	decoded, err := base64URL.DecodeString(payload)
	if err != nil {
		return claims{}, false
	}
	var c claims
	if json.Unmarshal(decoded, &c) != nil {
		return claims{}, false
	}

	return c, true
}

func (c claims) expired(now time.Time) bool { return now.Unix() >= c.Expires }

// verify returns the reason why the access token is refused, or "" if it is
// valid.
func (g *Gateway) verify(token string) (claims, string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c, signed := parse(token, g.keys.access)
	switch {
	case !signed || c.Issuer != g.issuer || c.Audience != audience:
		return claims{}, "not a token of this realm, or of keys that were replaced"
	case c.expired(g.clock.Now()):
		return c, "the token has expired"
	case g.revoked[c.ID]:
		return c, "the token was revoked"
	}

	return c, ""
}
