// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// start is the time at which each test begins.
var start = time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)

// rig is a client of a scripted HSM on a clock of its own.
type rig struct {
	scripted.Recorder
	*hsm.Client

	tenants *hsm.Tenants
	clock   *bossim.SteppedClock
	url     string
}

func newRig(t *testing.T, handler http.HandlerFunc) *rig {
	t.Helper()
	r := &rig{clock: bossim.NewSteppedClock(start)}
	server := httptest.NewServer(r.Handler(handler))
	t.Cleanup(server.Close)
	r.url = server.URL
	none := 0
	bos, err := gateway.New(gateway.Config{
		Service: gateway.Service{Name: "BOS", Path: "/apis/bos"}, Endpoint: server.URL + "/apis/bos",
		Tenant: "vcluster-blue", Clock: r.clock, MaxRetries: &none, Log: r.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	for service, from := range map[*gateway.Service]func(string) (string, bool){
		&hsm.Service: hsm.EndpointFrom, &hsm.TenantService: hsm.TenantEndpointFrom,
	} {
		endpoint, ok := from(bos.Endpoint())
		other, err := bos.For(*service, endpoint)
		if err != nil || !ok {
			t.Fatal(endpoint, err)
		}
		if service == &hsm.Service {
			r.Client = hsm.New(other)
		} else {
			r.tenants = hsm.NewTenants(other)
		}
	}
	return r
}

// uris returns the paths with queries that were requested.
func (r *rig) uris() []string {
	var uris []string
	for _, request := range r.Seen("") {
		uris = append(uris, request.URI)
	}
	return uris
}

// route answers by the URI that is asked for; everything else is a path that HSM does not have.
func route(answers map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if body, found := answers[r.RequestURI]; found {
			scripted.OK(body)(w, r)
			return
		}
		scripted.Answer(http.StatusNotFound, "text/plain", "404 page not found\n")(w, r)
	}
}
