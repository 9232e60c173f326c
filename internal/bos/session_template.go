// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"errors"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// SessionTemplate is a boot plan: what the nodes of each of its boot sets are to run.
type SessionTemplate struct {
	Name, Tenant  string             // Tenant "" = none
	Description   string             // "" = none
	EnableCFS     *bool              // nil = BOS did not say, which it takes as true
	Configuration string             // CFS's, of boot sets without their own; "" = none
	BootSets      map[string]BootSet // by name
}

// BootSet is one image with its kernel parameters and configuration, and the nodes that are to run it.
type BootSet struct {
	Type, Path                string  // of the image's manifest: s3, s3://BUCKET/KEY
	ETag                      *string // nil = absent, here and below
	KernelParameters          *string
	RootfsProvider            *string
	RootfsProviderPassthrough *string
	NodeList                  []string // nil = absent, here and below; in BOS's order
	NodeRolesGroups           []string
	NodeGroups                []string
	Arch                      string // X86, ARM, Other or Unknown; "" = BOS did not say, which is X86
	Configuration             string // CFS's; "" = the template's
}

// TemplateExistsError is a session template that exists under the name of one that was to be created. It matches
// gateway.ErrConflict.
type TemplateExistsError struct {
	Name  string
	Found SessionTemplate // as BOS has it
}

func (e *TemplateExistsError) Error() string { return "session template " + e.Name + " exists" }

// Is matches gateway.ErrConflict.
func (e *TemplateExistsError) Is(target error) bool { return target == gateway.ErrConflict }

// TemplateUntouchedError is a session template that was not created, as BOS could not be asked whether there is one. It
// matches what Err does, but not gateway.ErrAmbiguous: nothing was written.
type TemplateUntouchedError struct {
	Name string
	Err  error
}

func (e *TemplateUntouchedError) Error() string {
	return "session template " + e.Name + " was not created, as it could not be told whether there is one: " + e.Err.Error()
}

// Is hides that the question by itself was ambiguous.
func (e *TemplateUntouchedError) Is(target error) bool {
	return target != gateway.ErrAmbiguous && errors.Is(e.Err, target)
}

// As finds what Err is.
func (e *TemplateUntouchedError) As(target any) bool { return errors.As(e.Err, target) }
