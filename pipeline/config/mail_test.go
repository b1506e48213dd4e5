package config

import (
	"regexp"
	"strings"
	"testing"
)

const goodMail = "mail:\n  from: G <g@example.com>\n  to: [a@example.com]\n  host: smtp.example.com\n"

func TestDeliveryOfTheTemplate(t *testing.T) {
	b := regexp.MustCompile(`(?m)^# (mail:|webhooks:|digests_url:|  )`).ReplaceAllString(string(Template), "$1")
	b = strings.ReplaceAll(b, "\nllm:", "\n# llm:")
	b = regexp.MustCompile(`(?ms)^# llm:.*?^$`).ReplaceAllString(b, "")
	c, err := Parse("gripe.yaml", []byte(b))
	if err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	if c.Mail == nil || len(c.Mail.To) != 2 || len(c.Webhooks) != 1 || c.Webhooks[0].URLEnv != "SLACK_WEBHOOK" || c.DigestsURL == "" || c.PII != PIIMask {
		t.Errorf("read as %+v, %+v", c.Mail, c.Webhooks)
	}
}

func TestMailDefaults(t *testing.T) {
	for mode, port := range map[string]int{"": 587, "starttls": 587, "tls": 465} {
		c, err := Parse("x", []byte(goodMail+"  tls: '"+mode+"'\n"))
		if err != nil || c.Mail.Port != port {
			t.Errorf("tls %q: %+v, %v", mode, c.Mail, err)
		}
	}
	if c, err := Parse("x", nil); err != nil || c.Mail != nil || c.PII != PIIMask {
		t.Errorf("an empty file: %+v, %v", c, err)
	}
}

func TestFaultsOfDelivery(t *testing.T) {
	const hook = "webhooks:\n  - {name: a, shape: slack, "
	for name, c := range map[string]struct{ yaml, want string }{
		"to":           {strings.Replace(goodMail, "[a@example.com]", "[a@example.com, nobody]", 1), "x:3: to: \"nobody\" is not an e-mail address"},
		"injected":     {strings.Replace(goodMail, "G <g@example.com>", `"g@example.com\r\nBcc: x@example.org"`, 1), "x:2: from:"},
		"nobody":       {strings.Replace(goodMail, "[a@example.com]", "[]", 1), "mail needs to"},
		"no host":      {strings.Replace(goodMail, "smtp.example.com", "''", 1), "x:4: \"\" is not the name of a mail server"},
		"in the clear": {goodMail + "  tls: none\n", "needs starttls or tls"},
		"mode":         {goodMail + "  tls: ssl\n", "x:5: tls \"ssl\" must be"},
		"password":     {goodMail + "  username_env: U\n  password_env: hunter2\n", "x:6: password_env must be the name"},
		"half":         {goodMail + "  username_env: U\n", "give both username_env and password_env"},
		"unsubscribe":  {goodMail + "  unsubscribe: http://example.com/\n", "x:5: unsubscribe:"},
		"timeout":      {goodMail + "  timeout: -1s\n", "x:5: timeout"},
		"misspelt":     {goodMail + "  subjct_prefix: a\n", "did you mean subject_prefix?"},
		"hook in http": {hook + "url: 'http://hooks.example.com/s3cret'}\n", `x:2: webhook "a": its url must begin with https://`},
		"both":         {hook + "url: 'https://h/x', url_env: X}\n", "needs either url_env or url"},
		"neither":      {hook + "}\n", "needs either url_env or url"},
		"pasted":       {hook + "url_env: 'https://h/s3cret'}\n", "not the address itself"},
		"shape":        {"webhooks:\n  - {name: a, url_env: X, shape: irc}\n", "shape must be slack, teams or json"},
		"twice":        {hook + "url_env: X}\n  - {name: a, url_env: Y, shape: teams}\n", "is taken by another webhook"},
		"name":         {"webhooks:\n  - {name: 'A b', url_env: X, shape: slack}\n", "must be lower-case letters"},
		"wait":         {hook + "url_env: X, timeout: -1s}\n", "timeout must not be negative"},
		"digests":      {"digests_url: /srv/digests\n", "x:1: digests_url:"},
		"pii":          {"pii: keep\n", "x:1: pii must be mask"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x", []byte(c.yaml))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			for _, secret := range []string{"s3cret", "hunter2"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the fault shows %s: %v", secret, err)
				}
			}
		})
	}
}
