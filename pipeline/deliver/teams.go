package deliver

// card is a part of an adaptive card: adaptivecards.io/explorer.
type card map[string]any

// teamsText is a paragraph in which Teams reads no Markdown: a TextBlock would,
// a RichTextBlock's TextRun is shown as it is (Adaptive Cards schema 1.2).
func teamsText(s string, style card) card {
	run := card{"type": "TextRun", "text": s}
	for k, v := range style {
		run[k] = v
	}
	return card{"type": "RichTextBlock", "inlines": []card{run}}
}

// teamsPost is a message with one adaptive card, as an incoming webhook of
// Teams or of Power Automate takes it.
func teamsPost(n Notice) any {
	bold := card{"weight": "Bolder"}
	body := []card{teamsText(n.Title, card{"weight": "Bolder", "size": "Large"}), teamsText(n.Answer, nil)}
	if len(n.Changed) > 0 {
		body = append(body, teamsText("What changed", bold))
	}
	for _, c := range n.Changed {
		body = append(body, teamsText("• "+c, nil))
	}
	if len(n.Act) > 0 {
		body = append(body, teamsText("Who should act", bold))
	}
	for _, a := range n.Act {
		body = append(body, teamsText("• "+a.lead(), nil))
		if a.Quote != "" {
			body = append(body, teamsText("“"+a.Quote+"”", card{"italic": true}))
		}
	}
	content := card{
		"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
		"fallbackText": n.Title,
	}
	switch {
	case n.Link != "":
		content["actions"] = []card{{"type": "Action.OpenUrl", "title": "Read the digest", "url": n.Link}}
	case n.Path != "":
		body = append(body, teamsText("The digest: "+n.Path, card{"isSubtle": true}))
	}
	content["body"] = body
	return map[string]any{"type": "message", "attachments": []card{
		{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil, "content": content},
	}}
}
