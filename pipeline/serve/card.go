package serve

import (
	"net/http"
	"strings"
)

// block is a paragraph, heading, list or table of a card.
type block struct {
	// Kind is h2, p, ul or pre.
	Kind  string
	Text  string
	Items []string
}

// blocks reads the little Markdown that model cards are written in: headings,
// paragraphs, lists of dashes, and fenced blocks.
func blocks(card string) (out []block) {
	var open *block
	end := func() {
		if open != nil {
			out = append(out, *open)
		}
		open = nil
	}
	begin := func(kind, text string) {
		end()
		open = &block{Kind: kind, Text: text}
	}
	for line := range strings.Lines(card) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, "```") {
			line = strings.ReplaceAll(line, "`", "") // names need no other letters here
		}
		item, listed := strings.CutPrefix(line, "- ")
		switch heading, headed := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); {
		case open != nil && open.Kind == "pre":
			if line == "```" {
				end()
			} else {
				open.Text += line + "\n"
			}
		case strings.HasPrefix(line, "```"):
			begin("pre", "")
		case strings.HasPrefix(line, "# "):
			end() // the page has a heading of its own
		case strings.HasPrefix(line, "#") && headed:
			begin("h2", heading)
			end()
		case strings.TrimSpace(line) == "":
			end()
		case listed && open != nil && open.Kind == "ul":
			open.Items = append(open.Items, item)
		case listed:
			begin("ul", "")
			open.Items = []string{item}
		case open != nil && open.Kind == "ul":
			open.Items[len(open.Items)-1] += " " + strings.TrimSpace(line)
		case open != nil && open.Kind == "p":
			open.Text += " " + line
		default:
			begin("p", line)
		}
	}
	end()
	return out
}

// modelPage is the page of the model and of how shares are estimated.
type modelPage struct {
	Model  string
	Blocks []block
	// Models are all that have read texts here.
	Models []ModelUse
}

func (s *Server) model(r *http.Request) (view, error) {
	if _, err := read(r.URL.RawQuery, nil); err != nil {
		return view{}, err
	}
	p := modelPage{Model: s.o.Model, Blocks: blocks(visible(s.o.Card))}
	got, ok, err := s.coverage(r.Context())
	if err != nil {
		return view{}, err
	}
	if ok {
		p.Models = got.value.(Coverage).Models
	}
	return view{Page: "model", Title: "Model card", Heading: "How well the model does", Body: p}, nil
}
