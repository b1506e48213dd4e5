package deliver

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// Traces finds the outputs that quote certain verbatims.
type Traces struct {
	ids    []string
	probes []string
}

// A mention of at least probeLeast letters and digits is known again wherever
// it is quoted; of longer ones the first probeMost tell enough, for what is
// long is shortened. "Would not recommend" is anyone's.
const probeLeast, probeMost = 20, 60

// maxOutput is the largest file that is looked into.
const maxOutput = 256 << 20

// TracesOf prepares the search for all given revisions of verbatims: for their
// IDs, and mention by mention for their words, masked and as they were.
func TracesOf(revisions []opinion.Verbatim) Traces {
	var t Traces
	probe := func(s string) {
		if s = letters(s); len(s) >= probeLeast {
			t.probes = append(t.probes, strings.ToValidUTF8(s[:min(len(s), probeMost)], ""))
		}
	}
	for _, v := range revisions {
		if !slices.Contains(t.ids, v.ID) {
			t.ids = append(t.ids, v.ID)
		}
		probe(v.Title)
		probe(mask.Text(v.Title))
		hide := mask.Find(v.Text)
		for _, s := range passage.New(v.Title, v.Text, v.Rating).Spans {
			probe(v.Text[s.Start:s.End])
			probe(mask.Part(v.Text, hide, s.Start, s.End))
		}
	}
	slices.Sort(t.probes)
	t.probes = slices.Compact(t.probes)
	return t
}

// In walks a folder of outputs. quoting are the files that hold a trace; where
// one of a digest's files does, all of its files in that folder are named, for
// they say the same. unread are files that cannot be looked into. A folder that
// is not there holds nothing.
func (t Traces) In(folder string) (quoting, unread []string, err error) {
	hit := map[string]bool{} // folders
	var sets []string
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		found, known, err := t.file(path)
		switch {
		case err != nil:
			return err
		case !known:
			unread = append(unread, path)
		case found && partOfSet(d.Name()):
			hit[filepath.Dir(path)] = true
		case found:
			quoting = append(quoting, path)
		}
		if partOfSet(d.Name()) {
			sets = append(sets, path)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("looking through the outputs: %w", err)
	}
	for _, path := range sets {
		if hit[filepath.Dir(path)] {
			quoting = append(quoting, path)
		}
	}
	slices.Sort(quoting)
	return quoting, unread, nil
}

// partOfSet tells whether a file is one of the forms of a digest.
func partOfSet(name string) bool {
	return strings.HasPrefix(name, "digest.") || strings.HasPrefix(name, "mail-") && strings.HasSuffix(name, ".eml") ||
		strings.HasPrefix(name, "webhook-") && strings.HasSuffix(name, ".json")
}

// file looks into one file; known tells whether its form can be read.
func (t Traces) file(path string) (found, known bool, err error) {
	read := readers[strings.ToLower(filepath.Ext(path))]
	if read == nil {
		return false, false, nil
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxOutput {
		return false, false, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return false, false, err
	}
	for _, id := range t.ids {
		if bytes.Contains(b, []byte(id)) {
			return true, true, nil
		}
	}
	text := letters(read(b))
	return slices.ContainsFunc(t.probes, func(p string) bool { return strings.Contains(text, p) }), true, nil
}

// readers give the words of a file, by how its name ends.
var readers = map[string]func([]byte) string{
	".html": markupText, ".svg": markupText, ".md": markupText, ".txt": plainText, ".csv": plainText,
	".json": jsonText, ".jsonl": jsonText, ".eml": mailText, ".png": func([]byte) string { return "" },
}

func plainText(b []byte) string { return string(b) }

var tag = regexp.MustCompile(`<[^>]*>`)

// markupText is a page's text, once without its tags and once with them, for
// words stand in attributes too.
func markupText(b []byte) string {
	return html.UnescapeString(tag.ReplaceAllString(string(b), "")) + " " + html.UnescapeString(string(b))
}

// jsonText is all strings of one or more JSON values, else the bytes as they are.
func jsonText(b []byte) string {
	var out strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out.WriteString(v + " ")
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	for d := json.NewDecoder(bytes.NewReader(b)); ; {
		var v any
		err := d.Decode(&v)
		if err == io.EOF {
			return out.String()
		}
		if err != nil {
			return string(b)
		}
		walk(v)
	}
}

// mailText is the text of a mail's parts, else the bytes as they are.
func mailText(b []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return string(b)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		subject = m.Header.Get("Subject")
	}
	return subject + " " + partText(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
}

func partText(kind, encoding string, body io.Reader, depth int) string {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil || depth > 8 {
		media = "text/plain"
	}
	if strings.HasPrefix(media, "multipart/") {
		var out strings.Builder
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			p, err := parts.NextRawPart()
			if err != nil {
				return out.String()
			}
			out.WriteString(partText(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth+1) + " ")
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, _ := io.ReadAll(body) // what can be read is looked into
	if media == "text/html" {
		return markupText(b)
	}
	return string(b)
}

// letters keeps the letters and digits of a text, in lower case: what is left
// of it by wrapping, markup and escapes.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
