// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// What a token server answers is bounded like what the service answers. Not parallel, as Allocated counts what all tests
// allocate.
func TestTokenServer_boundsOversizedAnswers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	const token = `{"access_token":"` + newToken + `","token_type":"Bearer","x":`
	nested := strings.Repeat("[", deep) + strings.Repeat("]", deep)
	plain := func(answer http.HandlerFunc) dripping {
		return func(func(time.Duration)) http.HandlerFunc { return answer }
	}
	drip := func(begin, part string) dripping {
		return func(advance func(time.Duration)) http.HandlerFunc { return scripted.Drip(begin, part, advance) }
	}
	for name, row := range map[string]struct {
		answer dripping
		want   string
	}{
		"endless":         {plain(scripted.Repeated(200, token+"[", "0,", "", scripted.Endless, nil)), "200 OK: the answer is not a token"},
		"endless refusal": {plain(scripted.Repeated(400, `{"error":"`, "x", "", scripted.Endless, nil)), "400 Bad Request: the answer is not a token"},
		"objects":         {plain(scripted.Repeated(200, token+"[", "{},", "{}]}", megabyte, nil)), ""},
		"compressed":      {plain(scripted.Compressed(200, 4*megabyte, token+"1}")), "200 OK: the answer is not a token"},
		"deep":            {plain(scripted.OK(token + nested + "}")), "200 OK: the answer is not a token"},
		"deep refusal":    {plain(scripted.Answer(400, "application/json", nested)), "400 Bad Request"},
		"dripping":        {drip(ok+"\r\n{", " "), "no whole answer within 40s"},
		"header dripping": {drip(ok, "X"), "no whole answer within 40s"},
		"endless header":  {plain(scripted.Raw(ok, "X-Line: "+strings.Repeat("x", 1000)+"\r\n", nil)), "server response headers exceeded 262144 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			var f *fixture
			f = newTokenServer(t, nil, noRetries, row.answer(func(by time.Duration) { f.clock.Advance(by) }))
			var err error

			allocated := scripted.Allocated(t, func() { _, err = f.Version(t.Context()) })

			if err == nil != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %.300v, want %q", err, row.want)
			}
			if err != nil && (strings.Contains(err.Error(), newToken) || len(err.Error()) > 2048) {
				t.Errorf("the error shows the answer: %.300v", err)
			}
			if allocated > 64*megabyte {
				t.Errorf("%d MB allocated", allocated/megabyte)
			}
		})
	}
}
