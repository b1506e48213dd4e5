package collect

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"strings"

	"gripe/pipeline/opinion"
)

// Claims in a file: prose, or a table.

// maxClaimText caps a text file, after inflation, in bytes.
const maxClaimText = 32 << 20

// file reads the whole file into one batch: claims are few.
func (s *claimsSource) file(r *run) error {
	row := opinion.Fetch{URL: s.opts.Path, At: s.opts.Now().UTC(), Tries: 1}
	r.emit(Asking, s.opts.Path, "")
	g := s.gather(row.At)
	read := s.table
	switch strings.ToLower(filepath.Ext(strings.TrimSuffix(s.opts.Path, ".gz"))) {
	case ".txt", ".md", ".markdown", ".text", "":
		read = s.textFile
	}
	if err := read(g); err != nil {
		return r.failed(row, fmt.Errorf("read %s: %w", s.opts.Path, err))
	}
	row.Status = 200
	var err error
	if row.Hash, row.Bytes, err = fileHash(s.opts.Path); err != nil {
		return r.failed(row, fmt.Errorf("read %s: %w", s.opts.Path, err))
	}
	for _, c := range g.claims {
		r.ids[c.ID] = true
	}
	r.cov.Pages++
	r.cov.Saved.Rejected += len(g.rejects)
	sum(r.aside, g.aside)
	if len(g.rejects) > 0 {
		if err := r.save(opinion.Batch{Source: r.name, Fetch: row, Rejects: g.rejects}); err != nil {
			return err
		}
		r.cov.Saved.Rejected -= len(g.rejects) // save has counted them
	}
	return r.saveClaims(row, g.claims)
}

func (s *claimsSource) textFile(g *gathering) error {
	f, err := openFile(s.opts.Path)
	if err != nil {
		return err
	}
	lines, err := openLines(f, maxClaimText)
	if err != nil {
		f.Close()
		return err
	}
	defer lines.close()
	var b strings.Builder
	for {
		line, long, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if long {
			return fmt.Errorf("line %d is longer than %d bytes", lines.read, maxLine)
		}
		b.WriteString(line + "\n")
	}
	s.prose(g, b.String(), s.fileName())
	return nil
}

// prose takes the claims of a plain text. A line that begins with # or = is a
// heading of the text, a bullet is no part of the claim behind it.
func (s *claimsSource) prose(g *gathering, text, url string) {
	for _, paragraph := range paragraphs(text) {
		switch s.opts.Per {
		case "paragraph":
			g.take(strings.Join(paragraph, " "), "", url, true)
		case "line":
			for _, line := range paragraph {
				g.take(line, "", url, true)
			}
		default:
			for _, unit := range sentencesOf(strings.Join(paragraph, "\n")) {
				g.take(unit, "", url, false)
			}
		}
	}
}

// paragraphs are the lines between blank lines; a bullet begins one.
func paragraphs(text string) [][]string {
	var out [][]string
	var now []string
	end := func() {
		if len(now) > 0 {
			out = append(out, now)
		}
		now = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		bare := strings.TrimSpace(strings.TrimLeft(line, "#=*-•–>"))
		switch {
		case bare == "":
			end()
		case bare != line: // a bullet or a heading stands alone
			end()
			now = []string{bare}
			if line[0] == '#' || line[0] == '=' {
				end()
			}
		default:
			now = append(now, line)
		}
	}
	end()
	return out
}

// table takes one claim of each row of a CSV, TSV, JSON or Parquet file.
func (s *claimsSource) table(g *gathering) error {
	// A column called claim comes before the usual names of a text.
	named := map[string]string{"text": "claim"}
	maps.Copy(named, s.opts.Columns)
	usual, err := newColumnNames(s.opts.Columns)
	if err != nil {
		return err
	}
	columns, err := newColumnNames(named)
	if err != nil {
		return err
	}
	opts := FileOptions{Name: s.opts.Name, Path: s.opts.Path, Columns: named, MaxBytes: maxClaimText}
	rows, err := openRows(opts)
	if err != nil {
		opts.Columns = s.opts.Columns
		if rows, err = openRows(opts); err != nil {
			return err
		}
	}
	defer rows.close()
	for {
		row, err := rows.next()
		var bad *rowError
		switch {
		case errors.As(err, &bad):
			g.rejects = append(g.rejects, reject(fmt.Sprintf("%s#%d", s.opts.Path, bad.line), bad.reason, bad.raw))
		case errors.Is(err, errEnd):
			return nil
		case err != nil:
			return err
		default:
			x := columns.read(row)
			if strings.TrimSpace(x.text) == "" {
				x = usual.read(row)
			}
			if strings.TrimSpace(x.text) == "" {
				g.rejects = append(g.rejects, reject(fmt.Sprintf("%s#%d", s.opts.Path, row.line), "a row without a claim", row.raw()))
				continue
			}
			g.take(x.text, x.product, first(x.link, s.fileName()), true)
		}
	}
}
