// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// forecastSoak is how many seeds `make soak` has TestForecast_random run; soakFirst is the first of them.
const (
	forecastSoak = "BOS_SOAK_FORECASTS"
	soakFirst    = "BOS_SOAK_FORECAST"
)

// randomReleases are those that a seed chooses from: the newest ones more often.
var randomReleases = []string{
	"2.50.0", "2.50.0", "2.50.0", "2.49.0", "2.47.0", "2.46.0", "2.45.0", "2.40.2", "2.39.1", "2.30.5", "2.12.0", "2.10.34", "2.9.0", "2.6.0",
	"2.5.0", "2.4.0", "2.2.0", // 2.0 reports 1.0.0
}

// tookAsForeseen starts a session of each template of a random system, each after a forecast, and returns how they
// differ. skew changes what the forecast asks.
func tookAsForeseen(t *testing.T, seed uint64, release string, skew func(*bossim.Server)) (differ []string, compared int) {
	t.Helper()
	system := bossim.RandomSystem(seed)
	rng := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a test's random numbers
	if release == "" {
		release = randomReleases[rng.IntN(len(randomReleases))]
	}
	smd := []string{"2.45.0", "2.44.0"}[rng.IntN(2)]
	for i, text := range system.Templates {
		var template struct{ Name, Tenant string }
		if err := json.Unmarshal(text, &template); err != nil {
			t.Fatal(err)
		}
		// A system of its own: a session that hangs holds up those after it.
		f := newForeseeing(t, bossim.Config{System: system, Version: release, SMD: smd})
		client := f.InTenant(template.Tenant)
		create := bos.SessionCreate{Name: fmt.Sprint("s", i), Operation: bos.OperationShutdown, TemplateName: template.Name}
		if limit := bossim.RandomLimit(rng, system); limit != "" {
			create.Limit = &limit
		}
		create.IncludeDisabled = rng.IntN(4) == 0 && !strings.HasPrefix(release, "2.0.") && !strings.HasPrefix(release, "2.2.")
		if skew != nil {
			skew(f.sim)
		}

		forecast := client.Forecast(t.Context(), bos.ForecastQuery{Session: create, MaxAge: bos.ForecastAge})

		asked := len(f.sim.RequestsTo(bossim.ServiceHSM)) + len(f.sim.RequestsTo(bossim.ServiceTAPMS))
		f.sim.Lift()
		if _, err := client.CreateSession(t.Context(), create); err != nil {
			continue // BOS refuses some templates at once
		}
		compared++
		f.clock.Advance(5 * time.Minute)
		session, err := client.Session(t.Context(), create.Name)
		if err != nil {
			t.Fatal(err)
		}
		where := fmt.Sprintf("seed %d, BOS %s, SMD %s, %s", seed, release, smd, text)
		if create.Limit != nil {
			where += ", limit " + *create.Limit
		}
		if asked > 5 {
			differ = append(differ, fmt.Sprintf("%s: %d requests\n%s", where, asked, logOf(f.sim)))
		}
		if difference := differenceOf(forecast, session); difference != "" {
			differ = append(differ, where+": "+difference)
		}
	}
	return differ, compared
}

func logOf(sim *bossim.Server) string {
	var lines []string
	for _, r := range sim.Requests() {
		lines = append(lines, r.Service+" "+r.Method+" "+r.Path)
	}
	return strings.Join(lines, "\n")
}

// differenceOf says how a session differs from its forecast.
func differenceOf(forecast bos.Forecast, session bos.Session) string {
	switch {
	case forecast.Certainty != bos.CertaintyExact:
		return fmt.Sprintf("%s: %v", forecast.Certainty, forecast.Doubt)
	case len(forecast.Stuck) > 0 && session.Status != bos.StatusPending:
		return fmt.Sprintf("foreseen to hang for %v, and is %s", forecast.Stuck, session.Status)
	case len(forecast.Stuck) > 0:
		return ""
	case session.Status == bos.StatusPending:
		return "hangs"
	case forecast.Partial && (forecast.Failure != "") == (session.Error != "") && session.Error != "":
		return "" // the error is that of a component that is no node
	case sortedList(forecast.Failure) != sortedList(session.Error):
		return fmt.Sprintf("foreseen %q, failed with %q", forecast.Failure, session.Error)
	case !slices.Equal(forecast.Nodes, session.Components) && len(forecast.Nodes)+len(session.Components) > 0:
		return fmt.Sprintf("foreseen %v, took %v", forecast.Nodes, session.Components)
	default:
		return ""
	}
}

// sortedList sorts the nodes that end an error: BOS lists them in no order.
func sortedList(text string) string {
	before, list, found := strings.Cut(strings.TrimSpace(text), ": ")
	nodes := strings.Split(list, ",")
	slices.Sort(nodes)
	if !found {
		return before
	}
	return before + ": " + strings.Join(nodes, ",")
}

// What is foreseen of a session is what the simulated BOS, which shares no code with the forecast, then does.
func TestForecast_random(t *testing.T) {
	t.Parallel()
	first, count := uint64(0), uint64(1000)
	if text := os.Getenv(forecastSoak); text != "" {
		count, _ = strconv.ParseUint(text, 10, 64)
		first, _ = strconv.ParseUint(os.Getenv(soakFirst), 10, 64)
		t.Logf("seeds %d to %d", first, first+count-1)
	}
	failed, compared := 0, 0
	for seed := first; seed < first+count && failed < 5; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { // whose servers end with it
			differ, sessions := tookAsForeseen(t, seed, "", nil)
			for _, difference := range differ {
				t.Error(difference)
			}
			failed, compared = failed+len(differ), compared+sessions
		})
	}
	if t.Logf("%d sessions", compared); compared < int(count) {
		t.Errorf("%d sessions of %d systems", compared, count)
	}
}

// A forecast by the rules of another release is caught: those of 2.45 do not look at locks.
func TestForecast_randomCatchesAnotherRule(t *testing.T) {
	t.Parallel()
	older := func(sim *bossim.Server) {
		sim.Inject(bossim.Fault{Path: "/v2/version", Rewrite: func(status int, _ http.Header, body []byte) (int, []byte) {
			return status, []byte(strings.Replace(string(body), `"50"`, `"45"`, 1))
		}})
	}
	caught := 0
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			differ, _ := tookAsForeseen(t, seed, "2.50.0", older)
			caught += len(differ)
		})
	}
	if caught == 0 {
		t.Error("the rules of another release were not noticed in 40 systems")
	}
}

// What a tenant's administrator is shown are at least the nodes that the session takes, and often more.
func TestForecast_randomBound(t *testing.T) {
	t.Parallel()
	sessions, exact := 0, 0
	for seed := range uint64(200) {
		system := bossim.RandomSystem(seed)
		rng := rand.New(rand.NewPCG(seed, 11)) //nolint:gosec // a test's random numbers
		for _, text := range system.Templates {
			var template struct{ Name, Tenant string }
			if err := json.Unmarshal(text, &template); err != nil {
				t.Fatal(err)
			}
			if template.Tenant == "" {
				continue
			}
			f := newForeseeing(t, bossim.Config{System: system})
			query := queryOf(template.Name, bossim.RandomLimit(rng, system))
			query.MaxAge = 0
			taken := f.InTenant(template.Tenant).Forecast(t.Context(), query)
			f.sim.Inject(bossim.Fault{Service: bossim.ServiceHSM, Status: http.StatusForbidden})

			bound := f.InTenant(template.Tenant).Forecast(t.Context(), query)

			where := fmt.Sprintf("seed %d, %s, limit %q", seed, text, deref(query.Session.Limit))
			if taken.Certainty != bos.CertaintyExact || bound.Certainty != bos.CertaintyAtMost {
				t.Fatalf("%s: %s, %s", where, taken.Certainty, bound.Certainty)
			}
			for _, node := range taken.Nodes {
				if _, found := slices.BinarySearch(bound.Nodes, node); !found {
					t.Errorf("%s: %s is taken, and not within %v (%v)", where, node, bound.Nodes, bound.Words)
				}
			}
			sessions++
			if slices.Equal(taken.Nodes, bound.Nodes) {
				exact++
			}
		}
	}
	if t.Logf("%d sessions, of %d the bound is exact", sessions, exact); sessions < 100 || exact == sessions || exact == 0 {
		t.Error("the bound is always, or never, exact")
	}
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
