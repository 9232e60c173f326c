// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// foreseeing is a client of a simulated system that can ask HSM and TAPMS.
type foreseeing struct {
	*bos.Client
	sim   *bossim.Server
	clock *bossim.SteppedClock
}

func newForeseeing(t *testing.T, config bossim.Config) *foreseeing {
	t.Helper()
	f := &foreseeing{clock: bossim.NewSteppedClock(start)}
	config.Clock = f.clock
	var err error
	if f.sim, err = bossim.New(config); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(f.sim)
	t.Cleanup(server.Close)
	f.Client = forecastingClient(t, gateway.Config{Endpoint: server.URL + "/apis/bos", Clock: f.clock}, bos.APIv2)
	return f
}

func forecastingClient(t *testing.T, cfg gateway.Config, api bos.APIVersion) *bos.Client {
	t.Helper()
	cfg.Service = bos.Service
	g, err := gateway.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	inventory, _ := hsm.EndpointFrom(g.Endpoint())
	tenants, _ := hsm.TenantEndpointFrom(g.Endpoint())
	gs, err1 := g.For(hsm.Service, inventory)
	gt, err2 := g.For(hsm.TenantService, tenants)
	client, err3 := bos.New(g, bos.Config{APIVersion: api, HSM: hsm.New(gs), Tenants: hsm.NewTenants(gt)})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	return client
}

func queryOf(template, limit string) bos.ForecastQuery {
	query := bos.ForecastQuery{
		Session: bos.SessionCreate{Operation: bos.OperationReboot, TemplateName: template}, MaxAge: bos.ForecastAge,
	}
	if limit != "" {
		query.Session.Limit = &limit
	}
	return query
}

// shownItems writes what a forecast finds in a limit.
func shownItems(forecast bos.Forecast) string {
	var words []string
	for _, item := range forecast.Items {
		word := item.Item + " " + string(item.Kind)
		if item.Meant != "" {
			word += " " + item.Meant
		}
		if item.Below > 0 {
			word += fmt.Sprint(" ", item.Below)
		}
		words = append(words, word)
	}
	return strings.Join(words, "; ")
}

func TestForecast_items(t *testing.T) {
	t.Parallel()
	system := bossim.DefaultSystem(64)
	system.Groups["p2"], system.Groups["none"] = bossim.NodeNames(4), nil
	for _, row := range []struct {
		limit string
		nodes int
		items string
	}{
		{"blue", 16, ""},
		{"all,!bleu", 63, "!bleu unknown blue"},
		{"bleu", 0, "bleu unknown blue"},
		{"BLUE", 0, "BLUE unknown blue"},
		{"compute", 0, "compute unknown Compute"},
		{"x3000", 0, "x3000 unknown 64"},
		{"x3000c0s1", 0, "x3000c0s1 unknown 4"},
		{"x3000c0s1b0n1", 0, "x3000c0s1b0n1 unknown x3000c0s1b0n0"},
		{"blue,x3000c0s1b0n0", 16, "x3000c0s1b0n0 adds_none"},
		{"blue,!green", 16, "!green drops_none"},
		{"blue,&Compute", 16, "&Compute keeps_all"},
		{"blue,&green", 0, "&green keeps_none"},
		{"login", 0, "login outside"},
		{"none", 0, "none empty"},
		{"p2", 31, "p2 hides_other"},
		{"*", 63, ""},
	} {
		f := newForeseeing(t, bossim.Config{System: system})
		forecast := f.Forecast(t.Context(), queryOf("compute", row.limit))
		if got := len(f.sim.RequestsTo(bossim.ServiceHSM)); got > 5 {
			t.Errorf("%s: %d requests to HSM, want 5 at most", row.limit, got)
		}
		if len(forecast.Nodes) != row.nodes || shownItems(forecast) != row.items || forecast.Certainty != bos.CertaintyExact {
			t.Errorf("%s: %d nodes, %q, %s %v; want %d, %q", row.limit, len(forecast.Nodes), shownItems(forecast),
				forecast.Certainty, forecast.Doubt, row.nodes, row.items)
		}
	}
}

// The sessions of one plan share what HSM reported, for 30 s.
func TestForecast_shared(t *testing.T) {
	t.Parallel()
	f := newForeseeing(t, bossim.Config{System: bossim.DefaultSystem(64)})
	asked := func(limits ...string) int {
		before := len(f.sim.RequestsTo(bossim.ServiceHSM))
		for _, limit := range limits {
			if forecast := f.Forecast(t.Context(), queryOf("compute", limit)); forecast.Doubt != nil {
				t.Error(forecast.Doubt)
			}
		}
		return len(f.sim.RequestsTo(bossim.ServiceHSM)) - before
	}
	if got := asked("", "blue", "blue,!x3000c0s1b0n0", "all,!blue"); got != 4 { // nodes, locks, two names
		t.Errorf("four sessions: %d requests to HSM, want 4", got)
	}
	f.clock.Advance(bos.ForecastAge)
	if got := asked("blue"); got != 0 {
		t.Errorf("after %v: %d requests to HSM, want none", bos.ForecastAge, got)
	}
	f.clock.Advance(time.Second)
	if got := asked("blue"); got != 3 {
		t.Errorf("after that: %d requests to HSM, want 3", got)
	}
	query := queryOf("compute", "blue")
	query.MaxAge, query.NodesOnly = 0, true
	before := len(f.sim.RequestsTo(bossim.ServiceHSM))
	if forecast := f.Forecast(t.Context(), query); len(forecast.Nodes) != 16 {
		t.Errorf("before a start: %d nodes, %v", len(forecast.Nodes), forecast.Doubt)
	}
	if got := len(f.sim.RequestsTo(bossim.ServiceHSM)) - before; got == 0 {
		t.Error("before a start, HSM was not asked")
	}
}

func TestForecast_unknown(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		release string
		api     bos.APIVersion
		fault   bossim.Fault
		want    func(error) bool
	}{
		{"a newer release", "2.51.0", bos.APIv2, bossim.Fault{}, func(err error) bool {
			var release *bos.UnknownReleaseError
			return errors.As(err, &release)
		}},
		{"v1", "2.10.34", bos.APIv1, bossim.Fault{}, func(err error) bool { return errors.Is(err, bos.ErrForecastV1) }},
		{
			"no template", "", bos.APIv2,
			bossim.Fault{Path: "/v2/sessiontemplates/*", AnswerOf: "/v2/sessiontemplates/none"},
			func(err error) bool { return errors.Is(err, gateway.ErrNotFound) },
		},
		{
			"no HSM", "", bos.APIv2,
			bossim.Fault{Service: bossim.ServiceHSM, Status: 503},
			func(err error) bool { return errors.Is(err, gateway.ErrUnavailable) },
		},
		{
			"no groups", "", bos.APIv2,
			bossim.Fault{Path: "/hsm/v2/groups", Status: 500, Outside: true},
			func(err error) bool { return err != nil },
		},
	} {
		f := newForeseeing(t, bossim.Config{System: bossim.DefaultSystem(16), Version: row.release})
		if row.api == bos.APIv1 {
			f.Client = forecastingClient(t, gateway.Config{Endpoint: f.Endpoint(), Clock: f.clock}, bos.APIv1)
		}
		if row.fault.Service+row.fault.Path != "" {
			f.sim.Inject(row.fault)
		}
		forecast := f.Forecast(t.Context(), queryOf("compute", "blue"))
		if forecast.Certainty != bos.CertaintyUnknown || forecast.Nodes != nil || !row.want(forecast.Doubt) {
			t.Errorf("%s: %s, %v, %v", row.name, forecast.Certainty, forecast.Nodes, forecast.Doubt)
		}
	}
}

// A plan of many sessions asks an HSM that is down once.
func TestForecast_failureIsShared(t *testing.T) {
	t.Parallel()
	f := newForeseeing(t, bossim.Config{System: bossim.DefaultSystem(16)})
	f.sim.Inject(bossim.Fault{Service: bossim.ServiceHSM, Status: 403})
	for range 5 {
		if forecast := f.Forecast(t.Context(), queryOf("compute", "blue")); forecast.Certainty != bos.CertaintyUnknown {
			t.Errorf("%+v", forecast)
		}
	}
	if got := len(f.sim.RequestsTo(bossim.ServiceHSM)); got != 1 {
		t.Errorf("requests to HSM: %d, want 1", got)
	}
}

// A plan hands the boot sets that it writes to the forecasts after it, and learns of those before it.
func TestForecast_plannedTemplate(t *testing.T) {
	t.Parallel()
	f := newForeseeing(t, bossim.Config{System: bossim.DefaultSystem(64)})
	green := map[string]bos.BootSet{"compute": {NodeGroups: []string{"green"}, Arch: bos.DefaultArch}}
	first := func() string {
		forecast := f.Forecast(t.Context(), queryOf("blue", ""))
		if len(forecast.Nodes) == 0 {
			return fmt.Sprint(forecast.Certainty, " ", forecast.Doubt)
		}
		return forecast.Nodes[0]
	}

	if f.NotePlannedTemplate("blue", green) {
		t.Error("a forecast was made before, which was not")
	}
	if got := first(); got != "x3000c0s5b0n0" {
		t.Errorf("of the planned boot sets: %s", got)
	}
	f.NotePlannedTemplate("blue", nil)
	if got := first(); got != "unknown "+bos.ErrTemplatePlanned.Error() {
		t.Errorf("of boot sets that are not known: %s", got)
	}
	f.ForgetPlannedTemplate("blue")
	if got := first(); got != "x3000c0s1b0n0" {
		t.Errorf("of BOS's boot sets: %s", got)
	}
	if !f.NotePlannedTemplate("blue", green) {
		t.Error("a forecast was made before, and it is not reported")
	}
	f.ForgetPlannedTemplate("blue")
	first()
	same, err := f.SessionTemplate(t.Context(), "blue")
	if err != nil {
		t.Fatal(err)
	}
	set := same.BootSets["compute"]
	set.Path, set.NodeGroups = "s3://boot-images/2/manifest.json", slices.Clone(set.NodeGroups)
	if f.NotePlannedTemplate("blue", map[string]bos.BootSet{"compute": set}) {
		t.Error("another image of the same nodes makes the forecast void")
	}
	if f.InTenant("other").NotePlannedTemplate("blue", green) {
		t.Error("another tenant's template of the same name is reported")
	}
}

func TestForecast_others(t *testing.T) {
	t.Parallel()
	system := bossim.DefaultSystem(64)
	f := newForeseeing(t, bossim.Config{System: system})
	for _, create := range []bos.SessionCreate{
		{Name: "running", Operation: bos.OperationReboot, TemplateName: "blue"},
		{Name: "staged", Operation: bos.OperationReboot, TemplateName: "green", Stage: true},
	} {
		if _, err := f.CreateSession(t.Context(), create); err != nil {
			t.Fatal(err)
		}
	}
	f.clock.Advance(time.Minute)

	forecast := f.Forecast(t.Context(), queryOf("compute", "x3000c0s1b0n0,x3000c0s5b0n0,x3000c0s9b0n0"))

	query := queryOf("compute", "x3000c0s1b0n0")
	query.Session.Name = "running"
	if own := f.Forecast(t.Context(), query); len(own.Others) > 0 {
		t.Errorf("a session uses its nodes itself: %v", own.Others)
	}
	want := []bos.OtherUse{
		{Session: "running", Nodes: []string{"x3000c0s1b0n0"}},
		{Session: "staged", Staged: true, Nodes: []string{"x3000c0s5b0n0"}},
	}
	if !slices.EqualFunc(forecast.Others, want, func(a, b bos.OtherUse) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("got %v, want %v", forecast.Others, want)
	}
}
