package chart

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// SVG is d as an SVG element for a page whose style sheet gives the classes
// f-TONE (fill) and s-TONE (stroke) their colours. All texts are escaped.
func SVG(d Drawing) string {
	var b strings.Builder
	put := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
	}
	class := "chart"
	if d.Wide {
		class += " wide"
	}
	id := html.EscapeString(d.ID)
	put(`<svg class="`, class, `" viewBox="0 0 `, px(d.Width), ` `, px(d.Height), `" role="img" aria-labelledby="`, id, `-title `, id, `-desc">`, "\n",
		`<title id="`, id, `-title">`, html.EscapeString(d.Title), "</title>\n", `<desc id="`, id, `-desc">`, html.EscapeString(d.Desc), "</desc>\n")
	for _, s := range d.Shapes {
		switch {
		case s.Text != "":
			put(`<text class="f-`, string(s.Fill))
			if s.Bold {
				put(` bold`)
			}
			put(`" x="`, px(s.At.X), `" y="`, px(s.At.Y), `"`)
			if s.Anchor != "start" {
				put(` text-anchor="`, s.Anchor, `"`)
			}
			put(`>`, html.EscapeString(s.Text), "</text>\n")
		case s.R > 0:
			put(`<circle`, paint(s), ` cx="`, px(s.At.X), `" cy="`, px(s.At.Y), `" r="`, px(s.R), "\"/>\n")
		default:
			put(`<path`, paint(s), ` d="`, outline(s), "\"/>\n")
		}
	}
	put("</svg>")
	return b.String()
}

// paint are the attributes that fill and stroke a shape.
func paint(s Shape) string {
	var out, class []string
	if s.Fill != "" {
		class = append(class, "f-"+string(s.Fill))
		if s.Opacity > 0 {
			out = append(out, ` fill-opacity="`+px(s.Opacity)+`"`)
		}
	} else {
		out = append(out, ` fill="none"`)
	}
	if s.Stroke != "" {
		class = append(class, "s-"+string(s.Stroke))
		out = append(out, ` stroke-width="`+px(s.Width)+`"`)
		if len(s.Dash) > 0 {
			var dash []string
			for _, x := range s.Dash {
				dash = append(dash, px(x))
			}
			out = append(out, ` stroke-dasharray="`+strings.Join(dash, " ")+`"`)
		}
	}
	return ` class="` + strings.Join(class, " ") + `"` + strings.Join(out, "")
}

func outline(s Shape) string {
	var b strings.Builder
	for _, path := range s.Paths {
		for i, p := range path {
			b.WriteString(map[bool]string{true: "M", false: "L"}[i == 0] + px(p.X) + " " + px(p.Y))
		}
		if s.Closed {
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// px is a length for an attribute, to a hundredth: a circle of radius 3 keeps
// its area within 0.4 %.
func px(x float64) string {
	if !finite(x) {
		return "0"
	}
	return strconv.FormatFloat(math.Round(100*x)/100, 'f', -1, 64)
}
