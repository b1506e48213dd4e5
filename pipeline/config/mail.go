package config

import (
	"fmt"
	"time"

	"gripe/pipeline/deliver"
)

// Mail says who gets the digest by mail, and through which server.
type Mail struct {
	From string   `yaml:"from"`
	To   []string `yaml:"to"`
	// Host and Port of the mail server; 0 means the usual port of TLS.
	Host string `yaml:"host"`
	Port int    `yaml:"port"`
	// TLS is starttls (the default), tls, or none for a server on this machine.
	TLS string `yaml:"tls"`
	// UsernameEnv and PasswordEnv name the environment variables that hold the
	// server's credentials; both empty where it wants none.
	UsernameEnv string `yaml:"username_env"`
	PasswordEnv string `yaml:"password_env"`
	// SubjectPrefix stands before each subject.
	SubjectPrefix string `yaml:"subject_prefix"`
	// Unsubscribe is an https or mailto address; {recipient} in it becomes the
	// recipient's address.
	Unsubscribe string `yaml:"unsubscribe"`
	// Timeout of one mail; 0 means deliver's own.
	Timeout time.Duration `yaml:"timeout"`
}

// Webhook is a channel that the digest's lines are posted to.
type Webhook struct {
	Name string `yaml:"name"`
	// URL is secret; URLEnv names the environment variable that holds it.
	URL    string `yaml:"url"`
	URLEnv string `yaml:"url_env"`
	// Shape is slack, teams or json.
	Shape   string        `yaml:"shape"`
	Timeout time.Duration `yaml:"timeout"`
}

// What becomes of e-mail addresses, numbers and handles in texts: hidden in
// every output, or not even stored.
const (
	PIIMask = "mask"
	PIIDrop = "drop"
)

// usualPorts are those of submission (RFC 6409), submission over TLS (RFC
// 8314), and a server on the same machine.
var usualPorts = map[string]int{"starttls": 587, "tls": 465, "none": 25}

// validate checks the section and fills in what it leaves out.
func (m *Mail) validate(at lines, faults *Faults) {
	if m.TLS == "" {
		m.TLS = string(deliver.StartTLS)
	}
	if m.Port == 0 {
		m.Port = usualPorts[m.TLS]
	}
	if _, known := usualPorts[m.TLS]; !known {
		faults.add(at.of("mail.tls"), "tls %q must be starttls, tls or none", m.TLS)
	} else if err := deliver.CheckServer(m.Host, m.Port, deliver.TLS(m.TLS)); err != nil {
		faults.add(at.of("mail.host"), "%v", err)
	}
	if _, err := deliver.ParseAddress(m.From); err != nil {
		faults.add(at.of("mail.from"), "from: %v", err)
	}
	if len(m.To) == 0 {
		faults.add(at.of("mail"), "mail needs to: the addresses that get the digest")
	}
	for i, s := range m.To {
		if _, err := deliver.ParseAddress(s); err != nil {
			faults.add(at.of(fmt.Sprintf("mail.to[%d]", i)), "to: %v", err)
		}
	}
	for key, name := range map[string]string{"username_env": m.UsernameEnv, "password_env": m.PasswordEnv} {
		if name != "" && !envName.MatchString(name) {
			faults.add(at.of("mail."+key), "%s must be the name of an environment variable, such as SMTP_PASSWORD, not what it holds", key)
		}
	}
	if (m.UsernameEnv == "") != (m.PasswordEnv == "") {
		faults.add(at.of("mail"), "give both username_env and password_env, or neither")
	}
	if err := deliver.CheckUnsubscribe(m.Unsubscribe); err != nil {
		faults.add(at.of("mail.unsubscribe"), "unsubscribe: %v", err)
	}
	if m.Timeout < 0 {
		faults.add(at.of("mail.timeout"), "timeout must not be negative")
	}
}

// validate checks one channel. No fault shows its address.
func (w *Webhook) validate(p string, at lines, faults *Faults) {
	if !sourceName.MatchString(w.Name) {
		faults.add(at.of(p+".name"), "a webhook's name %q must be lower-case letters, digits, dots, dashes or underscores, at most 64", w.Name)
	}
	switch {
	case (w.URL == "") == (w.URLEnv == ""):
		faults.add(at.of(p), "webhook %q needs either url_env or url", w.Name)
	case w.URLEnv != "" && !envName.MatchString(w.URLEnv):
		faults.add(at.of(p+".url_env"), "url_env must be the name of an environment variable, not the address itself")
	case w.URL != "":
		if err := deliver.CheckHookURL(w.URL); err != nil {
			faults.add(at.of(p+".url"), "webhook %q: %v", w.Name, err)
		}
	}
	switch deliver.Shape(w.Shape) {
	case deliver.Slack, deliver.Teams, deliver.JSON:
	default:
		faults.add(at.of(p+".shape"), "shape must be slack, teams or json")
	}
	if w.Timeout < 0 {
		faults.add(at.of(p+".timeout"), "timeout must not be negative")
	}
}

// validateDelivery checks all that says where digests go and what they hide.
func (c *Config) validateDelivery(at lines, faults *Faults) {
	if c.Mail != nil {
		c.Mail.validate(at, faults)
	}
	seen := map[string]bool{}
	for i := range c.Webhooks {
		p := fmt.Sprintf("webhooks[%d]", i)
		c.Webhooks[i].validate(p, at, faults)
		if seen[c.Webhooks[i].Name] {
			faults.add(at.of(p+".name"), "the name %q is taken by another webhook", c.Webhooks[i].Name)
		}
		seen[c.Webhooks[i].Name] = true
	}
	if c.DigestsURL != "" {
		if err := webURL(c.DigestsURL); err != nil {
			faults.add(at.of("digests_url"), "digests_url: %v", err)
		}
	}
	if c.PII != PIIMask && c.PII != PIIDrop {
		faults.add(at.of("pii"), "pii must be mask (hidden in every output) or drop (not even stored)")
	}
}
