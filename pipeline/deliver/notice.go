package deliver

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"gripe/pipeline/mask"
)

// Notice is one digest in a few lines, for a channel that people read.
type Notice struct {
	// Digest is what the ledger knows it by, such as "2026-W47".
	Digest string
	// Title heads it: whose customers, which week.
	Title  string
	Answer string
	// Changed are the lines on what changed, or the one that says nothing did.
	Changed []string
	Act     []Act
	// Link leads to the digest, http or https; Path names its file where it has
	// no address.
	Link, Path string
}

// Act says who must act, on what, and in a customer's words why.
type Act struct{ Who, What, Quote string }

// Shape of a post.
type Shape string

// The shapes: Slack's blocks, Teams' adaptive card, or gripe's own JSON.
const (
	Slack Shape = "slack"
	Teams Shape = "teams"
	JSON  Shape = "json"
)

// Bounds of a notice's parts in bytes, well within Slack's 3,000 characters per
// text and Teams' 28 kB per card: a notice is to be read at a glance.
const (
	maxTitle = 140 // Slack's header holds 150
	maxLine  = 600
	maxLines = 8
)

// tidied is the notice as it may be shown: each text one line, nothing in it
// that a channel could take for a link of ours, and a customer's words masked.
func (n Notice) tidied() Notice {
	n.Title, n.Answer, n.Path = line(n.Title, maxTitle), line(n.Answer, maxLine), line(n.Path, maxLine)
	changed, act := n.Changed[:min(len(n.Changed), maxLines)], n.Act[:min(len(n.Act), maxLines)]
	n.Changed, n.Act = nil, nil
	for _, c := range changed {
		n.Changed = append(n.Changed, line(c, maxLine))
	}
	for _, a := range act {
		n.Act = append(n.Act, Act{line(a.Who, maxTitle), line(a.What, maxLine), line(mask.Text(a.Quote), maxLine)})
	}
	if webAddress(n.Link) != nil {
		n.Link = ""
	}
	return n
}

// line is s on one line of at most about limit bytes, without control and
// format characters, and with addresses that a channel would make into links
// taken apart: a review must not lead readers elsewhere.
func line(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Zs):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs) && r != '\u200d': // emoji are joined by it
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > limit {
		cut := strings.ToValidUTF8(s[:limit], "")
		if at := strings.LastIndexByte(cut, ' '); at > limit/2 {
			cut = cut[:at]
		}
		s = cut + " […]"
	}
	return unlinked.Replace(s)
}

var unlinked = strings.NewReplacer("://", ": //", "www.", "www .", "WWW.", "WWW .", "mailto:", "mailto :", "tel:", "tel :")

// lead introduces what the notice tells of an action: "Product: reliability, 31".
func (a Act) lead() string {
	if a.What == "" {
		return a.Who
	}
	return a.Who + ": " + a.What
}

// payload is the body of a post in the given shape.
func payload(shape Shape, n Notice) ([]byte, error) {
	n = n.tidied()
	switch shape {
	case Slack:
		return json.Marshal(slackPost(n))
	case Teams:
		return json.Marshal(teamsPost(n))
	case JSON:
		return json.Marshal(plainPost(n))
	}
	return nil, fmt.Errorf("shape %q must be slack, teams or json", shape)
}

// plainPost is gripe's own shape, for a receiver that the owner wrote.
func plainPost(n Notice) any {
	type act struct {
		Who   string `json:"who"`
		What  string `json:"what"`
		Quote string `json:"quote,omitempty"`
	}
	out := struct {
		Digest  string   `json:"digest"`
		Title   string   `json:"title"`
		Answer  string   `json:"answer"`
		Changed []string `json:"changed"`
		Act     []act    `json:"act"`
		Link    string   `json:"link,omitempty"`
		Path    string   `json:"path,omitempty"`
	}{Digest: n.Digest, Title: n.Title, Answer: n.Answer, Changed: append([]string{}, n.Changed...), Act: []act{}, Link: n.Link, Path: n.Path}
	for _, a := range n.Act {
		out.Act = append(out.Act, act(a))
	}
	return out
}
