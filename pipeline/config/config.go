package config

import (
	"time"
)

// Config is a validated gripe.yaml. Paths are relative to the file's folder
// until Resolve.
type Config struct {
	// Company heads the digest.
	Company string `yaml:"company"`
	// Timezone is the IANA name of the zone whose ISO weeks are counted.
	Timezone string `yaml:"timezone"`
	// Contact, a URL or e-mail address, stands in the User-Agent so that a
	// site's owner can reach whoever runs gripe.
	Contact string `yaml:"contact"`
	// Database file; Output is the folder that digests are written to.
	Database string `yaml:"database"`
	Output   string `yaml:"output"`
	// Model names the classifier; empty for the default.
	Model string `yaml:"model"`
	// LLM is a second opinion; nil, the default, asks no other machine.
	LLM       *LLM     `yaml:"llm"`
	Fetch     Fetch    `yaml:"fetch"`
	Gazetteer []Name   `yaml:"gazetteer"`
	Sources   []Source `yaml:"sources"`

	// Mail and Webhooks are who is told of a digest; nil means nobody.
	Mail     *Mail     `yaml:"mail"`
	Webhooks []Webhook `yaml:"webhooks"`
	// DigestsURL is where readers find what is in Output; empty where nowhere.
	DigestsURL string `yaml:"digests_url"`
	// PII is PIIMask or PIIDrop.
	PII string `yaml:"pii"`

	// Location is Timezone, loaded. Dir is the folder of the file.
	Location *time.Location `yaml:"-"`
	Dir      string         `yaml:"-"`
}

// LLM is an OpenAI-compatible endpoint. Zero numbers mean its own defaults.
type LLM struct {
	URL   string `yaml:"url"`
	Model string `yaml:"model"`
	// APIKeyEnv names the environment variable that holds the key.
	APIKeyEnv string `yaml:"api_key_env"`
	// Use is all, unsure (below Threshold) or audit.
	Use       string        `yaml:"use"`
	Threshold float64       `yaml:"threshold"`
	MaxCalls  int           `yaml:"max_calls"`
	MaxTokens int           `yaml:"max_tokens"`
	Timeout   time.Duration `yaml:"timeout"`
	Parallel  int           `yaml:"parallel"`
}

// Fetch holds the manners and limits that a source may override.
type Fetch struct {
	// Delay between two requests to one host.
	Delay time.Duration `yaml:"delay"`
	// Timeout of one request, body included.
	Timeout time.Duration `yaml:"timeout"`
	// MaxBody caps one body, before and after inflation, in bytes.
	MaxBody Size `yaml:"max_body"`
	// MaxPages caps the pages of one source in one run.
	MaxPages int `yaml:"max_pages"`
}

// Name is a brand or product to find in texts.
type Name struct {
	Name string `yaml:"name"`
	// Label is BRAND or PRODUCT.
	Label   string   `yaml:"label"`
	Aliases []string `yaml:"aliases"`
}

// Source is one place where customers speak.
type Source struct {
	Name string `yaml:"name"`
	// Kind says how it is read: see kinds.
	Kind    string `yaml:"kind"`
	Product string `yaml:"product"`
	// Locale settles dates such as 03/04/2020: en-US is month first.
	Locale string `yaml:"locale"`

	// URLs to start from; Next selects the link to the following page; Pages
	// is a pattern with {page}, counted from First to Last. (kind: page)
	URLs      []string  `yaml:"urls"`
	Next      string    `yaml:"next"`
	Pages     string    `yaml:"pages"`
	First     int       `yaml:"first"`
	Last      int       `yaml:"last"`
	Selectors Selectors `yaml:"selectors"`
	// AllowPrivate permits addresses inside the own network. (kind: page)
	AllowPrivate bool           `yaml:"allow_private"`
	Delay        *time.Duration `yaml:"delay"`
	MaxPages     int            `yaml:"max_pages"`

	// Path of the file; Columns maps gripe's fields to its columns. RatingMax
	// is the top of its scale, 5 unless given. (kind: file)
	Path      string  `yaml:"path"`
	Columns   Columns `yaml:"columns"`
	RatingMax float64 `yaml:"rating_max"`

	// Per is what one claim is in a text file: sentence, line or paragraph.
	// (kind: claims)
	Per string `yaml:"per"`

	// Match narrows: a pattern of file names (kind: directory), a regular
	// expression of addresses (kind: sitemap).
	Match string `yaml:"match"`

	// Base is the address of a public interface where it is not the service's
	// own. TokenEnv names the environment variable that holds its token.
	Base     string `yaml:"base"`
	TokenEnv string `yaml:"token_env"`
	// App is a number of the App Store or of Steam; Countries are the App
	// Store's, as two letters; Language is Steam's or Bluesky's.
	App       string   `yaml:"app"`
	Countries []string `yaml:"countries"`
	Language  string   `yaml:"language"`
	// Query searches; Tags are hashtags (mastodon) or Algolia's (hackernews).
	Query string   `yaml:"query"`
	Tags  []string `yaml:"tags"`
	// Topics of a Discourse forum; Subreddit, Threads and Comments of Reddit;
	// Community of Lemmy.
	Topics    []string `yaml:"topics"`
	Subreddit string   `yaml:"subreddit"`
	Threads   []string `yaml:"threads"`
	Comments  bool     `yaml:"comments"`
	Community string   `yaml:"community"`
}

// Selectors are CSS selectors, the last resort where a page carries no
// schema.org data. All but Review are looked up inside the review's element.
type Selectors struct {
	Review  string `yaml:"review"`
	ID      string `yaml:"id"`
	Author  string `yaml:"author"`
	Rating  string `yaml:"rating"`
	Date    string `yaml:"date"`
	Title   string `yaml:"title"`
	Text    string `yaml:"text"`
	Product string `yaml:"product"`
	Link    string `yaml:"link"`
	// Announced selects the element that says how many reviews there are.
	Announced string `yaml:"announced"`
	// Claim selects elements that are one claim each; Text then selects those
	// that are split into sentences. (kind: claims)
	Claim string `yaml:"claim"`
}

// Columns name the columns (CSV) or keys (JSON) of a file. Empty ones are
// found by their usual names.
type Columns struct {
	ID       string `yaml:"id"`
	Text     string `yaml:"text"`
	Title    string `yaml:"title"`
	Rating   string `yaml:"rating"`
	PostedAt string `yaml:"posted_at"`
	Product  string `yaml:"product"`
	URL      string `yaml:"url"`
	Author   string `yaml:"author"`
}

// Default is the configuration of an empty file.
func Default() Config {
	return Config{
		Timezone: "UTC",
		Database: "gripe.db",
		Output:   "digests",
		PII:      PIIMask,
		Fetch: Fetch{
			Delay:    2 * time.Second,
			Timeout:  30 * time.Second,
			MaxBody:  8 << 20,
			MaxPages: 500,
		},
		Location: time.UTC,
	}
}

// DelayOf is the source's own delay, else the common one.
func (c *Config) DelayOf(s Source) time.Duration {
	if s.Delay != nil {
		return *s.Delay
	}
	return c.Fetch.Delay
}

// MaxPagesOf is the source's own cap, else the common one.
func (c *Config) MaxPagesOf(s Source) int {
	if s.MaxPages > 0 {
		return s.MaxPages
	}
	return c.Fetch.MaxPages
}
