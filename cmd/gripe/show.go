package main

import (
	"fmt"
	"io"
	"strings"

	"gripe/classifiers/reason"
	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type showCmd struct {
	ID   string `arg:"" help:"A verbatim's id, as in gripe export or a digest."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Help is shown by gripe show --help.
func (showCmd) Help() string {
	return `Prints one verbatim, mention by mention, with what the model makes of each and the words that pulled it there ("+" towards its class, "-" away from it).

Example: gripe show 0123456789abcdef01234567`
}

// Run prints one verbatim and why it is judged as it is.
func (c *showCmd) Run(a *app) error {
	r, err := a.reader()
	if err != nil {
		return err
	}
	defer r.store.Close()
	found, err := r.store.VerbatimsBy(a.ctx, r.judge.Model(), []string{c.ID})
	if err != nil {
		return storeFault(err)
	}
	s, ok := found[c.ID]
	if !ok {
		return fail(exitNoInput, "there is no verbatim %s in %s; gripe export lists ids", c.ID, r.store.Path())
	}
	mentions, err := reasons(a.ctx, r.judge, &s)
	if err != nil {
		return err
	}
	if c.JSON {
		e, err := exportedOf(s)
		if err != nil {
			return err
		}
		return printJSON(a.stdout, struct {
			exported
			Mentions []shown `json:"mentions"`
		}{e, mentions})
	}
	writeShown(a.stdout, s, mentions)
	return nil
}

func writeShown(w io.Writer, s store.Stored, mentions []shown) {
	v := &s.Verbatim
	head := []string{v.Source, v.Product, day(v.PostedAt)}
	if v.Rating > 0 {
		head = append(head, fmt.Sprintf("%g of 5", v.Rating))
	}
	fmt.Fprintf(w, "%s  %s\n", v.ID, oneLine(strings.Join(head, " · ")))
	if v.Title != "" {
		fmt.Fprintf(w, "%s\n", oneLine(mask.Text(v.Title)))
	}
	switch {
	case s.Quarantined != "":
		fmt.Fprintf(w, "kept aside: %s\n", oneLine(s.Quarantined))
		return
	case s.Annotation == nil:
		fmt.Fprintln(w, "not annotated by this model; run gripe annotate")
		return
	}
	fmt.Fprintf(w, "cause %s", s.Annotation.Cause)
	for i, c := range opinion.Causes {
		fmt.Fprintf(w, "  %s %.0f %%", c, 100*s.Annotation.P[i])
	}
	fmt.Fprintln(w)
	for _, m := range mentions {
		fmt.Fprintf(w, "\n  %s\n    %s", oneLine(m.Text), m.Polarity)
		if m.Class != opinion.None {
			fmt.Fprintf(w, ", %s/%s", m.Class, m.Theme)
		}
		if m.Gap {
			fmt.Fprint(w, ", sets an expectation against what happened")
		}
		fmt.Fprintf(w, "  %s\n", pulls(m.Reasons))
	}
}

// pulls lists the words with the sign of their pull.
func pulls(words []reason.Word) string {
	var out []string
	for _, r := range words {
		sign := "+"
		if r.Pull < 0 {
			sign = "-"
		}
		out = append(out, sign+oneLine(r.Text))
	}
	return strings.Join(out, " ")
}
