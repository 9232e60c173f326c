// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"testing"
)

// connectionCauses are requests that come to nothing.
func connectionCauses() (causes []cause) {
	for _, row := range gatewayTexts {
		causes = append(causes, cause{row.name, func(t *testing.T) { t.Helper(); row.way(t).asks(t) }})
	}
	for _, row := range slices.Concat(adviceForTokens, adviceForTheWay) {
		causes = append(causes, cause{row.name, func(t *testing.T) {
			t.Helper()
			w := newWorld(t)
			if row.behind != nil {
				w.doors[0].behind = row.behind
			}
			p, diagnostics := tryServer(t, w.sim, with(fields{"endpoint": text(w.doors[0].URL)}, row.config(w)))
			if !fails(diagnostics) {
				p.ask()
			}
		}})
	}
	return append(
		causes,
		cause{"a token that may have expired", func(t *testing.T) {
			t.Helper()
			w := newWorld(t)
			w.doors[0].behind = forbids
			newServer(t, w.sim, fields{"endpoint": text(w.doors[0].URL), "token": text("eyJhIjoxfQ.eyJhIjoxfQ.c2lnbmVk")}).ask()
		}},
		cause{"The provider is not configured", unconfigured},
		cause{"certificate of another authority than the given one", anotherAuthority},
	)
}

// asks reads the version of BOS, without an engine.
func (w way) asks(t *testing.T) {
	t.Helper()
	bos := newSim(t)
	if w.clock != nil {
		bos.Clock = w.clock
	}
	tf := newEngine(t, bos)
	tf.configure("provider \"bos\" {\n" + w.block() + "\n}\ndata \"bos_version\" \"test\" {}\n")
	tf.run("plan")
}
