// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Panel is a command and what it has printed.
type Panel struct {
	Command string
	Note    string   // at the right end of the command's line, in another type: it is not of the terminal
	Lines   []string // with SGR escape sequences
}

// Picture is a window with panels.
type Picture struct {
	Title       string // in the window's bar
	Description string // for screen readers
	Panels      []Panel
}

// Sizes in pixels. A cell is as wide as in most monospaced fonts; where another one is used, textLength stretches it.
const (
	columns    = 94
	cell       = 8.4
	fontSize   = 14
	lineHeight = 19
	padding    = 24
	barHeight  = 36
	gap        = 13 // above and below the line between two panels
	width      = columns*cell + 2*padding
)

const fonts = `ui-monospace,SFMono-Regular,'SF Mono',Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace`

// SVG draws the picture. A line that is too long, and a character that cannot be drawn, is an error.
func (p Picture) SVG(theme Theme) ([]byte, error) {
	var body bytes.Buffer
	y := barHeight + padding/2
	for i, panel := range p.Panels {
		if i > 0 {
			y += gap
			fmt.Fprintf(&body, "<path class=\"frame\" d=\"M0 %d.5H%s\"/>\n", y, number(width))
			y += gap
		}
		fmt.Fprintf(&body, "<text class=\"note\" x=\"%s\" y=\"%d\">%s</text>\n", number(width-padding), baseline(y), escaped(panel.Note))
		prompt := "\x1b[32m$\x1b[0m \x1b[1m" + panel.Command
		for _, line := range slices.Concat([]string{prompt}, panel.Lines) {
			if err := drawLine(&body, line, y); err != nil {
				return nil, err
			}
			y += lineHeight
		}
	}
	height := y + padding/2

	var svg bytes.Buffer
	fmt.Fprintf(&svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%d\" viewBox=\"0 0 %[1]s %[2]d\" role=\"img\" aria-labelledby=\"title desc\">\n",
		number(width), height)
	fmt.Fprintf(&svg, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", escaped(p.Title), escaped(p.Description))
	fmt.Fprintf(&svg, "<style>\n%s</style>\n", theme.css())
	fmt.Fprintf(&svg, "<rect class=\"window\" x=\".5\" y=\".5\" width=\"%s\" height=\"%d\" rx=\"10\"/>\n", number(width-1), height-1)
	fmt.Fprintf(&svg, "<path class=\"bar\" d=\"M.5 %d.5V10.5a10 10 0 0 1 10-10H%sa10 10 0 0 1 10 10V%[1]d.5z\"/>\n", barHeight-1, number(width-10.5))
	for i, colour := range []string{"red", "yellow", "green"} {
		fmt.Fprintf(&svg, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"6\" opacity=\".8\"/>\n", colour, padding+20*i, barHeight/2)
	}
	fmt.Fprintf(&svg, "<text class=\"title\" x=\"%s\" y=\"%d\">%s</text>\n", number(width/2), barHeight/2+5, escaped(p.Title))
	svg.Write(body.Bytes())
	svg.WriteString("</svg>\n")

	return svg.Bytes(), nil
}

// css is the style sheet. A class has the name of a colour, and those of the window's parts.
func (t Theme) css() string {
	var b strings.Builder
	fmt.Fprintf(&b, "text{font:%dpx %s;fill:%s;white-space:pre}\n", fontSize, fonts, t.text)
	fmt.Fprintf(&b, ".window{fill:%s;stroke:%s}\n.bar{fill:%s;stroke:%[2]s}\n.frame{stroke:%[2]s}\n", t.window, t.frame, t.bar)
	fmt.Fprintf(&b, ".note,.title{font:13px -apple-system,BlinkMacSystemFont,'Segoe UI','Noto Sans',Helvetica,Arial,sans-serif}\n")
	fmt.Fprintf(&b, "text.title{fill:%s;text-anchor:middle}\ntext.note{fill:%s;text-anchor:end;font-style:italic}\n", t.colours["grey"], t.colours["blue"])
	b.WriteString(".bold{font-weight:600}\n.underline{text-decoration:underline}\n")
	for _, name := range slices.Sorted(maps.Keys(t.colours)) {
		fmt.Fprintf(&b, "text.%s,.%[1]s{fill:%s}\n", name, t.colours[name])
	}

	return b.String()
}

// drawLine draws the runs of a line, each at its own column.
func drawLine(b *bytes.Buffer, line string, y int) error {
	parts, err := runs(line)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if part.column+utf8.RuneCountInString(part.text) > columns {
			return fmt.Errorf("the line %q has more than %d columns", line, columns)
		}
		part.draw(b, y)
	}

	return nil
}

// The parts of the frame that Terraform draws around a warning, as fractions of a line: a font would leave gaps.
var strokes = map[string][2]float64{"╷": {.5, 1}, "│": {0, 1}, "╵": {0, .5}}

func (r run) draw(b *bytes.Buffer, y int) {
	text := strings.TrimLeft(r.text, " ")
	column := r.column + len(r.text) - len(text)
	text = strings.TrimRight(text, " ")
	if text == "" {
		return
	}
	x := padding + float64(column)*cell
	if stroke, found := strokes[text]; found {
		fmt.Fprintf(b, "<rect%s x=\"%s\" y=\"%s\" width=\"1.5\" height=\"%s\"/>\n", r.class(), number(x+cell/2-.75),
			number(float64(y)+lineHeight*stroke[0]), number(lineHeight*(stroke[1]-stroke[0])))
		return
	}
	fmt.Fprintf(b, "<text%s x=\"%s\" y=\"%d\" textLength=\"%s\">%s</text>\n", r.class(), number(x), baseline(y),
		number(float64(utf8.RuneCountInString(text))*cell), escaped(text))
}

func (r run) class() string {
	var names []string
	if r.colour != "" {
		names = append(names, r.colour)
	}
	if r.bold {
		names = append(names, "bold")
	}
	if r.underline {
		names = append(names, "underline")
	}
	if names == nil {
		return ""
	}

	return ` class="` + strings.Join(names, " ") + `"`
}

// baseline is that of a line of text whose cells begin at y.
func baseline(y int) int { return y + 14 }

// number writes pixels with one decimal at most: no processor rounds them otherwise.
func number(pixels float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", pixels), ".0")
}

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes everything

	return b.String()
}
