package deliver

import "strings"

// block is a part of a Slack message: docs.slack.dev/reference/block-kit.
type block map[string]any

// slackEscaper makes control characters of Slack's text literal
// (docs.slack.dev/messaging/formatting-message-text, "Escaping text").
var slackEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// slackText is a text in which Slack reads no markup, no mention, no emoji
// name: type plain_text, escaped besides.
func slackText(s string) block {
	return block{"type": "plain_text", "text": slackEscaper.Replace(s), "emoji": false}
}

// slackPost is a message of blocks. Its own text, which Slack shows in
// notifications, is escaped too and parsed for nothing.
func slackPost(n Notice) any {
	section := func(s string) block { return block{"type": "section", "text": slackText(s)} }
	blocks := []block{{"type": "header", "text": slackText(n.Title)}, section(n.Answer)}
	list := func(head string, lines []string) {
		if len(lines) > 0 {
			blocks = append(blocks, section(head+"\n• "+strings.Join(lines, "\n• ")))
		}
	}
	list("What changed", n.Changed)
	if len(n.Act) > 0 {
		blocks = append(blocks, section("Who should act"))
	}
	for _, a := range n.Act {
		text := "• " + a.lead()
		if a.Quote != "" {
			text += "\n“" + a.Quote + "”"
		}
		blocks = append(blocks, section(text))
	}
	switch {
	case n.Link != "":
		blocks = append(blocks, block{"type": "actions", "elements": []block{
			{"type": "button", "text": slackText("Read the digest"), "url": n.Link},
		}})
	case n.Path != "":
		blocks = append(blocks, block{"type": "context", "elements": []block{slackText("The digest: " + n.Path)}})
	}
	return map[string]any{
		"text": slackEscaper.Replace(n.Title + ". " + n.Answer), "blocks": blocks,
		"mrkdwn": false, "parse": "none", "link_names": false, "unfurl_links": false, "unfurl_media": false,
	}
}
