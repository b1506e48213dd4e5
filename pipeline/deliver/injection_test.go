package deliver

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	gomail "github.com/wneessen/go-mail"
)

// injections try to begin a header, end the headers, or break a value.
var injections = []string{
	"a\r\nBcc: evil@example.org",
	"a\nBcc: evil@example.org",
	"a\rBcc: evil@example.org",
	"a\r\n\r\n<script>alert(1)</script>",
	"a\n\nbody",
	"\r\nBcc: evil@example.org",
	"a\r\n Bcc: evil@example.org",
	"a\r\n\tX-Evil: 1",
	"a\n X-Evil: 1",
	"a\x00\r\nX-Evil: 1",
	"a\x00b",
	"a\vX-Evil: 1",
	"a\fX-Evil: 1",
	"a\u0085X-Evil: 1",
	"a\u2028X-Evil: 1",
	"a\u2029X-Evil: 1",
	"a%0d%0aX-Evil: 1",
	"a%0D%0ABcc:evil@example.org",
	"a\\r\\nX-Evil: 1",
	"=?utf-8?q?a=0D=0AX-Evil:_1?=",
	"=?utf-8?b?YQ0KWC1FdmlsOiAx?=",
	"=?us-ascii?q?a=0AX-Evil:_1?= b",
	"=?utf-8?q?a?=\r\n =?utf-8?q?=0D=0AX-Evil:_1?=",
	"a\r\nContent-Type: text/html\r\n\r\nx",
	"a\r\nSubject: other",
	"a\r\nFrom: other@example.org",
	"a\r\nMIME-Version: 2.0",
	"a\r\n.\r\nMAIL FROM:<x@example.org>",
	"a\r\nContent-Transfer-Encoding: base64",
	"a\xff\xfe\r\nX-Evil: 1",
	"a\xc0\x8d\xc0\x8aX-Evil: 1", // overlong CR LF
	"a\u560d\u560aX-Evil: 1",     // low bytes are CR LF
	"a\uff0d\uff0aX-Evil: 1",
	"a\u202eX-Evil\u202c\r\n: 1",
	"a" + strings.Repeat(" ", 300) + "\r\nX-Evil: 1",
	strings.Repeat("a", 3000) + "\r\nX-Evil: 1",
	strings.Repeat("é", 700) + "\r\nX-Evil: 1",
	"evil@example.org>\r\nX-Evil: 1\r\nY: <x@example.org",
	"evil@example.org, other@example.org",
	"\"a\r\nX-Evil: 1\" <evil@example.org>",
	"a <evil@example.org>\r\nX-Evil: 1",
	"(comment\r\nX-Evil: 1) evil@example.org",
	"https://example.com/leave>\r\nX-Evil: <1",
	"https://example.com/\r\nX-Evil:1",
	"mailto:leave@example.com?subject=a\r\nX-Evil: 1",
	"mailto:leave@example.com?bcc=evil@example.org>, <https://evil.example",
}

// headersOf are the names of a letter's headers, sorted; each line must be a
// header, or the fold of one that is not blank.
func headersOf(t *testing.T, eml []byte) []string {
	t.Helper()
	head, _, ok := bytes.Cut(eml, []byte("\r\n\r\n"))
	if !ok {
		t.Fatalf("no end of the headers in %q", eml)
	}
	var names []string
	for _, line := range strings.Split(string(head), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n\x00") {
			t.Errorf("malformed line %q", line)
		}
		for _, r := range line {
			if r >= 0x7f || r < ' ' && r != '\t' {
				t.Errorf("%U in the line %q", r, line)
			}
		}
		if line == "" || line[0] == ' ' || line[0] == '\t' {
			if strings.TrimSpace(line) == "" || len(names) == 0 {
				t.Errorf("blank line among the headers: %q", line)
			}
			continue
		}
		name, _, ok := strings.Cut(line, ":")
		if !ok || strings.ContainsAny(name, " \t") {
			t.Errorf("%q is no header", line)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestHeaderInjection puts each payload into each place that reaches a header,
// and reads the letters with net/mail and with go-mail's own reader.
func TestHeaderInjection(t *testing.T) {
	plain, err := mailer(t, testOptions(25)).Files(testMail(), "d")
	if err != nil {
		t.Fatal(err)
	}
	want := headersOf(t, plain[0].Data)
	places := map[string]func(*MailOptions, *Mail, string){
		"company":  func(o *MailOptions, m *Mail, s string) { o.Company = s; m.Subject = s + ": the week" },
		"headline": func(_ *MailOptions, m *Mail, s string) { m.Subject = "the week: " + s },
		"product": func(_ *MailOptions, m *Mail, s string) {
			m.Subject = "the week: " + s + " broke"
			m.Text, m.HTML = s, s
		},
		"prefix":       func(o *MailOptions, _ *Mail, s string) { o.Prefix = s },
		"digest":       func(_ *MailOptions, m *Mail, s string) { m.Digest = s },
		"from":         func(o *MailOptions, _ *Mail, s string) { o.From = s },
		"from name":    func(o *MailOptions, _ *Mail, s string) { o.From = s + " <gripe@example.com>" },
		"recipient":    func(o *MailOptions, _ *Mail, s string) { o.To = []string{s} },
		"name":         func(o *MailOptions, _ *Mail, s string) { o.To = []string{s + " <ann@example.com>"} },
		"quoted name":  func(o *MailOptions, _ *Mail, s string) { o.To = []string{`"` + s + `" <ann@example.com>`} },
		"unsubscribe":  func(o *MailOptions, _ *Mail, s string) { o.Unsubscribe = s },
		"way to leave": func(o *MailOptions, _ *Mail, s string) { o.Unsubscribe = "https://example.com/?" + s },
		"image":        func(_ *MailOptions, m *Mail, s string) { m.Inline[0].ID = s },
		"image type":   func(_ *MailOptions, m *Mail, s string) { m.Inline[0].Type = s },
	}
	letters, refused := 0, 0
	for place, put := range places {
		for _, payload := range injections {
			o, d := testOptions(25), testMail()
			put(&o, &d, payload)
			m, err := NewMailer(o)
			if err != nil {
				refused++
				continue
			}
			files, err := m.Files(d, "d")
			if err != nil {
				refused++
				continue
			}
			for _, f := range files {
				letters++
				checkLetter(t, place, payload, f, want)
			}
		}
	}
	if len(injections) < 40 || letters < 700 || refused < 200 {
		t.Errorf("%d payloads, %d letters, %d refused: the test has lost its bite", len(injections), letters, refused)
	}
	t.Logf("%d payloads in %d places: %d letters without an added header, %d refused", len(injections), len(places), letters, refused)
}

func checkLetter(t *testing.T, place, payload string, f File, want []string) {
	t.Helper()
	if strings.ContainsAny(f.Path, "\r\n\x00") || strings.Count(f.Path, "/") != 1 {
		t.Errorf("%s %q: the file is called %q", place, payload, f.Path)
	}
	if d := cmp.Diff(want, headersOf(t, f.Data)); d != "" {
		t.Errorf("%s %q: %s", place, payload, d)
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatalf("%s %q: net/mail: %v", place, payload, err)
	}
	for name, values := range parsed.Header {
		if len(values) != 1 {
			t.Errorf("%s %q: %d headers %s", place, payload, len(values), name)
		}
	}
	from, err := mail.ParseAddress(parsed.Header.Get("From"))
	if err != nil || place != "from" && from.Address != "gripe@example.com" {
		t.Errorf("%s %q: from %v, %v", place, payload, from, err)
	}
	to, err := mail.ParseAddressList(parsed.Header.Get("To"))
	if err != nil || len(to) != 1 || place != "recipient" && !slices.Contains(three, to[0].Address) {
		t.Errorf("%s %q: to %v, %v", place, payload, to, err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil || strings.ContainsAny(subject, "\r\n\x00\u2028\u2029\u0085") {
		t.Errorf("%s %q: subject %q, %v", place, payload, subject, err)
	}
	if d := cmp.Diff([]string{"text/plain", "text/html", "image/png"}, typesOf(t, parsed)); d != "" {
		t.Errorf("%s %q: %s", place, payload, d)
	}
	own, err := gomail.EMLToMsgFromReader(bytes.NewReader(f.Data))
	if err != nil || len(own.GetTo()) != 1 || len(own.GetCc())+len(own.GetBcc()) != 0 {
		t.Errorf("%s %q: go-mail: to %v, cc %v, bcc %v, %v", place, payload, own.GetToString(), own.GetCcString(), own.GetBccString(), err)
	}
}

// typesOf are the media types of a letter's parts, in order, nested ones in
// the place of their parent.
func typesOf(t *testing.T, m *mail.Message) []string {
	t.Helper()
	var out []string
	var walk func(contentType string, body io.Reader)
	walk = func(contentType string, body io.Reader) {
		kind, params, err := mime.ParseMediaType(contentType)
		if err != nil {
			t.Errorf("content type %q: %v", contentType, err)
			return
		}
		if !strings.HasPrefix(kind, "multipart/") {
			out = append(out, kind)
			return
		}
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Errorf("reading parts: %v", err)
				return
			}
			walk(part.Header.Get("Content-Type"), part)
		}
	}
	walk(m.Header.Get("Content-Type"), m.Body)
	return out
}
