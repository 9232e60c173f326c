// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm_test

import (
	"os"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

func TestMain(m *testing.M) { os.Exit(scripted.Run(m)) }
