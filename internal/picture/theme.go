// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package picture

// Theme is the colours of a picture.
type Theme struct {
	window, bar, frame, text string
	colours                  map[string]string // of style.colour
}

// Light and Dark are for pages with a light and a dark background. Their colours have a contrast of at least 4.5 : 1.
var (
	Light = Theme{
		window: "#ffffff", bar: "#f6f8fa", frame: "#d1d9e0", text: "#1f2328",
		colours: map[string]string{
			"red": "#cf222e", "green": "#1a7f37", "yellow": "#9a6700", "blue": "#0969da", "cyan": "#1b7c83", "grey": "#59636e",
		},
	}
	Dark = Theme{
		window: "#0d1117", bar: "#151b23", frame: "#3d444d", text: "#e6edf3",
		colours: map[string]string{
			"red": "#ff7b72", "green": "#3fb950", "yellow": "#d29922", "blue": "#58a6ff", "cyan": "#39c5cf", "grey": "#9198a1",
		},
	}
)
