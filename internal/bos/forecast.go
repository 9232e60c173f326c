// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// ForecastAge is how old what HSM and BOS reported may be for the forecasts of one plan: they share the answers.
const ForecastAge = 30 * time.Second

// Certainty is how much a forecast says about the nodes of a session.
type Certainty string

// The certainties of a Forecast.
const (
	CertaintyExact   Certainty = "exact"   // these nodes, unless something changes before BOS sets the session up
	CertaintyAtMost  Certainty = "at_most" // some or all of these nodes
	CertaintyUnknown Certainty = "unknown" // nothing is known
)

// ForecastQuery asks which nodes a session would act on.
type ForecastQuery struct {
	Session SessionCreate
	// BootSets are those of the session template; nil = those that a plan has noted (NotePlannedTemplate), else those
	// that BOS has.
	BootSets map[string]BootSet
	// MaxAge is how old may be what HSM and BOS reported to an earlier forecast of this client; 0 = ask now.
	MaxAge time.Duration
	// NodesOnly leaves out what explains the forecast: Items, Missing, Mixed, Others and suggestions.
	NodesOnly bool
	// Hurried retries requests to BOS once at most, for a caller that can do without a forecast.
	Hurried bool
}

// Forecast is what a session would act on, as BOS would decide now. It is a forecast: BOS reads the template, HSM's
// groups and locks again when it sets the session up, some seconds after the POST.
type Forecast struct {
	Targets

	Certainty Certainty
	Doubt     error        // why the certainty is not exact; nil if it is
	Words     []string     // of CertaintyAtMost: items of the limit that could not be evaluated, as written
	Items     []ItemEffect // items of the limit that match or change nothing
	Missing   []NoSuchName // groups, roles and nodes of boot sets that HSM does not know
	Mixed     []string     // groups of boot sets that have members that are not nodes, sorted

	EmptyGroups []string // groups of boot sets without members, sorted
	Planned     bool     // the boot sets are those that a plan has noted, and BOS does not have yet

	// RecordsUnknown: whether BOS has a record of each node was not asked. It lacks those of nodes that HSM has had for
	// less than five minutes.
	RecordsUnknown bool
	Others         []OtherUse // what else acts on the nodes now, according to BOS
	// OthersUnknown is why Others is not known; nil if it is.
	OthersUnknown error

	Version   Version   // of BOS
	Inventory string    // base URL of HSM; "" if it was not asked
	ReadAt    time.Time // when HSM was asked
}

// Empty reports whether it is certain that nothing is left for the session to act on. A session that BOS ends for another
// reason is not empty: see Failure.
func (f Forecast) Empty() bool {
	nothing := f.Failure == "" || f.Failure == noNodesFailure || f.Failure == noComponentsFailure
	return f.Certainty == CertaintyExact && len(f.Nodes) == 0 && len(f.Stuck) == 0 && nothing
}

// OtherUse is another session that acts on nodes of a forecast, or has staged something on them.
type OtherUse struct {
	Session string
	Staged  bool
	Nodes   []string // sorted
}

// The reasons of an unknown forecast. Doubt of others is a *gateway.Error or a *gateway.InputError.
var (
	// ErrNoInventory: the client has no endpoint of HSM.
	ErrNoInventory = errors.New("the endpoint of the hardware state manager (HSM) is not known")
	// ErrForecastV1: v1 of the API leaves the choice of nodes to an agent of each session.
	ErrForecastV1 = errors.New("on v1 of the API, an agent of the session chooses its nodes, by rules of its own")
	// ErrTemplatePlanned: the boot sets of the template are known only after apply, or the same plan deletes it.
	ErrTemplatePlanned = errors.New("the same plan deletes the session template, or its boot sets are known only after apply")
)

// UnknownReleaseError reports a release of BOS whose rules this package does not know.
type UnknownReleaseError struct{ Version Version }

func (e *UnknownReleaseError) Error() string {
	return fmt.Sprintf("the rules by which BOS %s picks nodes are not known: they are for 2.0 to 2.50", e.Version)
}

// InventoryError reports that HSM could not be asked. It matches what Err matches.
type InventoryError struct {
	Endpoint string // base URL of HSM
	Err      error
}

func (e *InventoryError) Error() string {
	return "the hardware state manager (HSM) at " + e.Endpoint + " could not be asked: " + e.Err.Error()
}

// Unwrap returns the error of the request.
func (e *InventoryError) Unwrap() error { return e.Err }

// Forecast returns which nodes a session would act on. It makes GET requests only: at most five to HSM and TAPMS, and
// four to BOS, and two more where BOS does not have the template. It never fails: what goes wrong is the forecast's Doubt.
func (c *Client) Forecast(ctx context.Context, query ForecastQuery) Forecast {
	forecast := Forecast{Certainty: CertaintyUnknown}
	if query.Hurried {
		hurried := *c
		hurried.gateway = c.gateway.Hurried()
		c = &hurried
	}
	if err := c.foresee(ctx, query, &forecast); err != nil {
		forecast.Certainty, forecast.Doubt = CertaintyUnknown, err
	}
	if forecast.Certainty != CertaintyUnknown && len(forecast.Nodes) > 0 && !query.NodesOnly {
		forecast.Others, forecast.OthersUnknown = c.otherUses(ctx, query, forecast.Nodes)
	}
	return forecast
}

func (c *Client) foresee(ctx context.Context, query ForecastQuery, forecast *Forecast) error {
	if c.foresight.hsm == nil {
		return ErrNoInventory
	}
	version, err := c.forecastVersion(ctx, query.MaxAge)
	if err != nil {
		return err
	}
	forecast.Version = version
	selection := Selection{BootSets: query.BootSets, Limit: query.Session.Limit, IncludeDisabled: query.Session.IncludeDisabled}
	if selection.BootSets == nil {
		if selection.BootSets, err = c.forecastBootSets(ctx, query, forecast); err != nil {
			return err
		}
	}
	err = c.resolve(ctx, selection, query, forecast)
	if c.tenant != "" && errors.Is(err, gateway.ErrUnauthorized) {
		return c.boundByTenant(ctx, selection, query, forecast, err)
	}
	return err
}

// forecastVersion returns the version of BOS, if the rules of its release are known.
func (c *Client) forecastVersion(ctx context.Context, maxAge time.Duration) (Version, error) {
	api, err := c.APIVersion(ctx)
	switch {
	case err != nil:
		return Version{}, err
	case api == APIv1:
		return Version{}, ErrForecastV1
	}
	version, err := c.foresight.version.get(ctx, c.clock, maxAge, c.Version)
	if err == nil && !version.TargetsKnown() {
		err = &UnknownReleaseError{Version: version}
	}
	return version, err
}

// forecastBootSets returns the boot sets of the template as they will be when the session starts, as far as this client
// knows.
func (c *Client) forecastBootSets(
	ctx context.Context, query ForecastQuery, forecast *Forecast,
) (map[string]BootSet, error) {
	name := query.Session.TemplateName
	// Before a start, only what BOS has counts: it may not have the planned template yet.
	if planned, noted := c.plannedTemplate(name); noted && query.MaxAge > 0 {
		if planned == nil {
			return nil, ErrTemplatePlanned
		}
		forecast.Planned = true
		return planned, nil
	}
	read := recentOf(c.foresight, c.foresight.fetched, identity{c.tenant, name})
	template, err := read.get(ctx, c.clock, query.MaxAge, func(ctx context.Context) (SessionTemplate, error) {
		return c.SessionTemplate(ctx, name)
	})
	if err == nil && query.MaxAge > 0 {
		c.noteRead(name, template.BootSets)
	}
	if err != nil && !query.NodesOnly {
		err = c.WithTemplates(ctx, name, err)
	}
	return template.BootSets, err
}

// resolve asks HSM, and resolves the selection.
func (c *Client) resolve(ctx context.Context, selection Selection, query ForecastQuery, forecast *Forecast) error {
	if err := c.foresight.failure(c.clock.Now(), query.MaxAge); err != nil {
		return err
	}
	look := &forecastLook{Look: c.foresight.hsm.Look(query.MaxAge)}
	inventory, err := look.inventoryFor(ctx, selection, !forecast.Version.targetRules().skipsMissing)
	err = c.noInventory(err)
	if ctx.Err() == nil {
		c.foresight.noteLook(err, c.clock.Now())
	}
	if err != nil {
		return err
	}
	if selection.Tenant, err = c.tenantNodes(ctx, query.MaxAge); err != nil {
		return err
	}
	if selection.Tenant != nil {
		look.requests++
	}
	return c.resolveIn(ctx, look, inventory, selection, query, forecast)
}

func (c *Client) noInventory(err error) error {
	if err == nil {
		return nil
	}
	return &InventoryError{Endpoint: c.foresight.hsm.Endpoint(), Err: err}
}
