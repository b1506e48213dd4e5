package passage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// number emits digits with the separators inside, a currency sign before (from
// start), and a unit, ordinal or per-cent sign behind: "$49.99", "1,000",
// "10:30", "2nd", "50%", "4gb".
func (t *tokenizer) number(digits int) {
	prefix := t.text[t.at:digits]
	i := digits
	for i < len(t.low) {
		r, size := utf8.DecodeRuneInString(t.low[i:])
		if unicode.IsDigit(r) {
			i += size
			continue
		}
		if strings.ContainsRune(".,:/", r) && i+1 < len(t.low) && t.low[i+1] >= '0' && t.low[i+1] <= '9' {
			i++
			continue
		}
		break
	}
	end := t.wordEnd(i)
	if end == i && i < len(t.low) && t.low[i] == '%' {
		end++
	}
	suffix := t.low[i:end]
	if len(suffix) > 8 {
		suffix = ""
	}
	if prefix == "" && suffix == "" {
		t.emit(end, NormNumber)
		return
	}
	t.emit(end, prefix+NormNumber+suffix)
}

// mark emits punctuation or a symbol, r of size bytes, and what belongs to it.
func (t *tokenizer) mark(r rune, size int) {
	rest := t.low[t.at+size:]
	switch {
	case r == '@' && rest != "" && (isWordByte(rest[0]) || rest[0] == '_'):
		t.emit(t.handleEnd(t.at+1), NormUser)
		return
	case r == '#' && rest != "" && unicode.IsLetter(firstRune(rest)):
		end := t.handleEnd(t.at + 1)
		if end-t.at > maxWord {
			t.emit(end, NormLong)
		} else {
			t.emit(end, t.low[t.at:end])
		}
		return
	case unicode.Is(unicode.Sc, r) && rest != "" && rest[0] >= '0' && rest[0] <= '9':
		t.number(t.at + size)
		return
	}
	if n, norm := emoticon(t.low[t.at:]); n > 0 {
		t.emit(t.at+n, norm)
		return
	}
	if r == '/' && t.sarcasm() {
		return
	}
	if n := apostrophe(t.low[t.at:]); n > 0 && t.clitic(n) {
		return
	}
	end := t.at + size
	shouts := r == '!' || r == '?'
	mixed := false
	for end < len(t.low) {
		next, n := utf8.DecodeRuneInString(t.low[end:])
		if shouts && (next == '!' || next == '?') {
			mixed = mixed || next != r
		} else if next != r {
			break
		}
		end += n
	}
	switch one := t.text[t.at : t.at+size]; {
	case mixed:
		t.emit(end, "?!")
	case end == t.at+size:
		t.emit(end, plainMark(one, r))
	case r == '.':
		t.emit(end, "...")
	default:
		t.emit(end, plainMark(one, r)+plainMark(one, r))
	}
}

// sarcasm emits the mark "/s" where it stands alone, as in "great /s."; not in
// "km/s" or "and/so".
func (t *tokenizer) sarcasm() bool {
	end := t.at + len("/s")
	alone := end <= len(t.low) && t.low[end-1] == 's' && t.wordEnd(t.at+1) == end && (end == len(t.low) || t.low[end] != '/') &&
		(len(t.out) == 0 || t.out[len(t.out)-1].End < t.at)
	if alone {
		t.emit(end, "/s")
	}
	return alone
}

// clitic emits an apostrophe of size bytes with the clitic behind it where the
// two follow a word's end that another rule had cut off ("2017's").
func (t *tokenizer) clitic(size int) bool {
	if len(t.out) == 0 || t.out[len(t.out)-1].End != t.at {
		return false
	}
	end := t.wordEnd(t.at + size)
	if norm := clitics[t.low[t.at+size:end]]; norm != "" {
		t.emit(end, norm)
		return true
	}
	return false
}

// plainMark folds typographic quotes, dashes and dots.
func plainMark(s string, r rune) string {
	switch r {
	case '\u2018', '\u2019', '`', '\u00b4', '\u02bc':
		return "'"
	case '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb':
		return `"`
	case '\u2013', '\u2014', '\u2212', '\u2010', '\u2011':
		return "-"
	case '\u2026':
		return "..."
	}
	return s
}

func (t *tokenizer) handleEnd(i int) int {
	for {
		i = t.wordEnd(i)
		if i < len(t.low) && t.low[i] == '_' {
			i++
			continue
		}
		return i
	}
}

// url emits a URL that begins at t.at.
func (t *tokenizer) url() bool {
	s := t.low[t.at:]
	if s[0] != 'h' && s[0] != 'w' || !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "www.") {
		return false
	}
	t.emit(t.pathEnd(t.at), NormURL)
	return true
}

// pathEnd is where the URL that runs over i ends, without the punctuation of
// the sentence that it stands in.
func (t *tokenizer) pathEnd(i int) int {
	start := i
	for i < len(t.low) {
		r, size := utf8.DecodeRuneInString(t.low[i:])
		if unicode.IsSpace(r) || strings.ContainsRune("<>\"\u201d\u2019", r) {
			break
		}
		i += size
	}
	for i > start+1 && strings.IndexByte(".,;:!?)]}'*", t.low[i-1]) >= 0 {
		i--
	}
	return i
}

// email emits the address whose first word ends at i.
func (t *tokenizer) email(i int) bool {
	const most = 64 // bytes of a local part, RFC 5321
	for i-t.at <= most && i < len(t.low) && (isWordByte(t.low[i]) || strings.IndexByte("._+-", t.low[i]) >= 0) {
		i++
	}
	if i >= len(t.low) || t.low[i] != '@' {
		return false
	}
	i++
	host := i
	for i < len(t.low) && i-host <= 255 && (isWordByte(t.low[i]) || t.low[i] == '.' || t.low[i] == '-') {
		i++
	}
	for i > host && !isWordByte(t.low[i-1]) {
		i--
	}
	if !strings.Contains(t.low[host:i], ".") {
		return false
	}
	t.emit(i, NormEmail)
	return true
}

// topLevel are the endings that make "word.ending" a site's name, not two
// sentences with the space forgotten.
var topLevel = map[string]bool{
	"com": true, "net": true, "org": true, "co": true, "uk": true, "io": true, "gov": true, "edu": true,
	"info": true, "biz": true, "de": true, "fr": true, "eu": true, "ca": true, "tv": true,
}

// domain emits the site's name whose first part ends at i.
func (t *tokenizer) domain(i int) bool {
	last := ""
	for i < len(t.low) && t.low[i] == '.' {
		end := t.wordEnd(i + 1)
		if end == i+1 || !topLevel[t.low[i+1:end]] && last != "" {
			break
		}
		if end-i > 24 {
			return false
		}
		last = t.low[i+1 : end]
		i = end
	}
	if !topLevel[last] {
		return false
	}
	if i < len(t.low) && t.low[i] == '/' {
		i = t.pathEnd(i)
	}
	t.emit(i, NormURL)
	return true
}
