package collect

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
)

// AppStoreOptions describe an app in Apple's stores.
type AppStoreOptions struct {
	APIOptions // Base: https://itunes.apple.com
	// App is the number in the app's address (id400274934: "400274934").
	App string
	// Countries are two-letter codes of stores, one list of reviews each. [us]
	Countries []string
}

// appPages is how many pages of 50 Apple gives for one app and country.
const appPages = 10

var (
	appNumber   = regexp.MustCompile(`^(?:id)?(\d{4,12})$`)
	countryCode = regexp.MustCompile(`^[a-z]{2}$`)
	appPage     = regexp.MustCompile(`/page=(\d+)/`)
)

// NewAppStore reads the customer reviews of one app, newest first, at most 500
// for each country: Apple gives no more.
func NewAppStore(opts AppStoreOptions, gate *Gate) (Source, error) {
	s, err := newAPI("appstore", "https://itunes.apple.com", opts.APIOptions, gate)
	m := appNumber.FindStringSubmatch(opts.App)
	err = needs(err, opts.Name, "the app's number, such as 400274934", m == nil)
	if len(opts.Countries) == 0 {
		opts.Countries = []string{"us"}
	}
	for _, c := range opts.Countries {
		err = needs(err, opts.Name, fmt.Sprintf("countries as two small letters, not %q", c), !countryCode.MatchString(c))
	}
	if err != nil {
		return nil, err
	}
	for _, c := range opts.Countries {
		s.starts = append(s.starts, fmt.Sprintf("%s/%s/rss/customerreviews/page=1/id=%s/sortby=mostrecent/json", s.Base, c, m[1]))
	}
	s.read = appStore
	return s, nil
}

type label struct {
	Label loose `json:"label"`
}

type appEntry struct {
	ID      label  `json:"id"`
	Title   label  `json:"title"`
	Content label  `json:"content"`
	Updated label  `json:"updated"`
	Rating  *label `json:"im:rating"`
	Name    label  `json:"im:name"`
	Author  struct {
		Name label `json:"name"`
	} `json:"author"`
}

func appStore(a *answer) error {
	var doc struct {
		Feed *struct {
			Entry json.RawMessage `json:"entry"`
		} `json:"feed"`
	}
	if err := a.into(&doc); err != nil {
		return err
	}
	if doc.Feed == nil {
		return fmt.Errorf("%s: the answer holds no feed", a.asked)
	}
	entries := ordered(doc.Feed.Entry)
	each(a, entries, func(e *appEntry, source []byte) {
		if e.Rating == nil { // the app itself stands first
			if a.product == "" {
				a.product = string(e.Name.Label)
			}
			return
		}
		a.take(raw{
			id: string(e.ID.Label), author: string(e.Author.Name.Label), title: string(e.Title.Label),
			text: tidy(string(e.Content.Label)), rating: string(e.Rating.Label), date: string(e.Updated.Label),
		}, source)
	})
	if len(a.verbatims) == 0 {
		a.announced = 0
		return nil
	}
	if m := appPage.FindStringSubmatch(a.asked); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n < appPages {
			a.rest = append(a.rest, appPage.ReplaceAllString(a.asked, fmt.Sprintf("/page=%d/", n+1)))
		}
	}
	return nil
}
