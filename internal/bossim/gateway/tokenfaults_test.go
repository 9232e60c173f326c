// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package gateway_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

func TestTokenFaults_oneAfterTheOther(t *testing.T) {
	r := newRig(t, nil)
	request := serviceForm("admin-client", "admin-client-secret")
	r.FailToken(gateway.TokenFault{
		Times: 2, Status: 503, Body: "<html>busy</html>",
		Header: map[string]string{"Content-Type": "text/html", "Retry-After": "7"},
	})
	r.FailToken(gateway.TokenFault{Times: 1, Delay: 3 * time.Second})

	for range 2 {
		got := r.do(r.tokenRequest(request))
		if got.status != 503 || got.body != "<html>busy</html>" || got.header.Get("Content-Type") != "text/html" ||
			got.header.Get("Retry-After") != "7" {
			t.Errorf("%d %q %v", got.status, got.body, got.header)
		}
	}
	r.token(request)
	if waited := r.clock.Now().Sub(start); waited != 3*time.Second {
		t.Errorf("delayed by %v", waited)
	}
	r.token(request)
	if waited := r.clock.Now().Sub(start); waited != 3*time.Second {
		t.Errorf("delayed once more: %v", waited)
	}
}

func TestTokenFaults_drop(t *testing.T) {
	r := newRig(t, nil)
	r.FailToken(gateway.TokenFault{Drop: true})

	response, err := r.client.Do(r.tokenRequest(serviceForm("admin-client", "admin-client-secret")))
	if err == nil {
		_ = response.Body.Close()
		t.Fatalf("an answer: %s", response.Status)
	}
	r.LiftTokenFaults()
	r.token(serviceForm("admin-client", "admin-client-secret"))
}

func TestTokenFaults_commitUsesUpTheRefreshToken(t *testing.T) {
	r := newRig(t, func(c *gateway.Config) { c.RevokeRefreshToken = true })
	first := r.token(passwordForm("alice", "alice-password"))

	r.FailToken(gateway.TokenFault{Times: 1, Status: 502})
	r.do(r.tokenRequest(refreshForm(first.RefreshToken)))
	second := r.token(refreshForm(first.RefreshToken)) // the 502 did not execute it

	r.FailToken(gateway.TokenFault{Times: 1, Status: 502, Commit: true})
	if got := r.do(r.tokenRequest(refreshForm(second.RefreshToken))); got.status != 502 {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := r.do(r.tokenRequest(refreshForm(second.RefreshToken))); got.status != http.StatusBadRequest {
		t.Errorf("it is not used up: %d %s", got.status, got.body)
	}
}

func TestTokenRequests_log(t *testing.T) {
	r := newRig(t, nil)
	var seen []gateway.TokenRequest
	r.OnTokenRequest(func(entry gateway.TokenRequest) { seen = append(seen, entry) })

	token := r.token(passwordForm("tina", "tina-password"))
	r.token(refreshForm(token.RefreshToken))
	r.do(r.tokenRequest(serviceForm("admin-client", "wrong")))
	r.FailToken(gateway.TokenFault{Times: 1, Status: 500})
	r.do(r.tokenRequest(serviceForm("admin-client", "admin-client-secret")))

	want := []gateway.TokenRequest{
		{Time: start, Grant: "password", Client: "shasta", User: "tina", Status: 200},
		{Time: start, Grant: "refresh_token", Client: "shasta", User: "tina", Status: 200},
		{Time: start, Grant: "client_credentials", Client: "admin-client", Status: 401, Error: "unauthorized_client"},
		{Time: start, Status: 500, Error: "fault", Fault: true},
	}
	if got := r.TokenRequests(); !slices.Equal(got, want) || !slices.Equal(seen, want) {
		t.Errorf("%+v\n%+v", got, seen)
	}
	log := fmt.Sprintf("%+v", r.TokenRequests())
	for _, secret := range []string{
		"tina-password", "admin-client-secret", "wrong", token.AccessToken, token.RefreshToken,
	} {
		if strings.Contains(log, secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}
