// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import "fmt"

// subject is a wire struct that names the object that it describes.
type subject interface {
	// subject returns the object's name and tenant, each "" where the answer does not say it.
	subject() (name, tenant string)
}

// checkSubject compares the object that an answer describes with the one that was asked for. A cache or a proxy that
// mixes up its answers would otherwise show one session's state as another's. The
// error is that of an answer that cannot be read: it passes, and it is no absence.
func checkSubject[T any](r request, tenant string, value *T) error {
	described, ok := any(value).(subject)
	if !ok || r.about == "" {
		return nil
	}
	name, owner := described.subject()
	switch {
	case name != "" && name != r.about:
		return fmt.Errorf("the answer describes %q, not %q", shorten(name, 160), r.about)
	case owner != "" && tenant != "" && owner != tenant:
		return fmt.Errorf("the answer describes %q of tenant %q, not of %q", r.about, shorten(owner, 160), tenant)
	default:
		return nil
	}
}
