// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

const (
	aboutPreview = "What a plan that starts a session shows of its nodes, which it asks the hardware state manager (HSM) for:\n\n" +
		"  - `auto`, the default: a warning says how many nodes the session acts on and which, what is left out and why, " +
		"and which names of the limit match nothing. Where HSM cannot be asked, a warning says so, and the plan continues.\n" +
		"  - `strict`: the nodes are part of the plan (`forecast` of `bos_session`), and an apply acts on exactly them or " +
		"not at all. A plan whose nodes are not known exactly is an error.\n" +
		"  - `off`: HSM is not asked.\n\n" +
		"A plan that starts nothing makes no request to HSM in any case. Can be given in `BOS_PREVIEW`."
	aboutHSMEndpoint = "Base URL of the hardware state manager (HSM), with the version of its API, such as " +
		"`https://api.cmn.example.com/apis/smd/hsm/v2`. By default it follows from `endpoint`. It receives the same token " +
		"as BOS. Can be given in `BOS_HSM_ENDPOINT`."
)

func validPreview() validator.String {
	return choiceRule{choices: []string{previewAuto, previewStrict, previewOff}, thing: "preview"}
}

func validHSMEndpoint() validator.String {
	return textRule{
		summary:     "Invalid HSM endpoint",
		description: "value must be the base URL of the hardware state manager",
		fault: func(endpoint string) string {
			g, err := gateway.New(gateway.Config{Service: bos.Service, Endpoint: anyEndpoint})
			if err == nil {
				_, err = g.For(hsm.Service, endpoint)
			}
			if input, ok := errors.AsType[*gateway.InputError](err); ok {
				return reason(input)
			}
			return ""
		},
	}
}

// forecastSettings are the provider's arguments about forecasts.
type forecastSettings struct{ preview, endpoint string }

func (s *settings) forecasts(data *providerModel) forecastSettings {
	return forecastSettings{
		preview:  cmp.Or(s.text("preview", data.Preview, validPreview()), previewAuto),
		endpoint: s.text("hsm_endpoint", data.HSMEndpoint, validHSMEndpoint()),
	}
}

// newForecastingClient returns a client of BOS on a gateway client of its own, which other services of the system share.
func newForecastingClient(config gateway.Config, bosConfig bos.Config, forecasts forecastSettings) (*bos.Client, error) {
	config.Service = bos.Service
	g, err := gateway.New(config)
	if err != nil {
		return nil, err
	}
	others := g
	if forecasts.preview != previewStrict { // a plan continues without HSM
		others = g.Hurried()
	}
	endpoint := forecasts.endpoint
	if endpoint == "" {
		endpoint, _ = hsm.EndpointFrom(g.Endpoint())
	}
	if endpoint != "" {
		inventory, err := others.For(hsm.Service, endpoint)
		if err != nil {
			return nil, err
		}
		bosConfig.HSM = hsm.New(inventory)
	}
	if endpoint, known := hsm.TenantEndpointFrom(g.Endpoint()); known {
		tenants, err := others.For(hsm.TenantService, endpoint)
		if err != nil {
			return nil, err
		}
		bosConfig.Tenants = hsm.NewTenants(tenants)
	}
	return bos.New(g, bosConfig)
}
