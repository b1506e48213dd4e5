package collect

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gripe/pipeline/opinion"
)

// TestWall: pages that stand in the way are named; real pages that carry a
// login form or a captcha script are not.
func TestWall(t *testing.T) {
	long := strings.Repeat("<p>This kettle boils a litre of water in two minutes and keeps it warm.</p>", 80)
	for _, c := range []struct{ name, url, body, want string }{
		{"Cloudflare", "", `<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>`, "CAPTCHA"},
		{"Cloudflare in words", "", `<title>Attention Required! | Cloudflare</title><p>Sorry</p>`, "check of the browser"},
		{"DataDome", "", `<html><body><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>`, "CAPTCHA"},
		{"Imperva", "", `<html><body><iframe src="/_Incapsula_Resource?x=1">Request unsuccessful.</iframe></body></html>`, "CAPTCHA"},
		{"PerimeterX", "", `<html><body><div id="px-captcha"></div></body></html>`, "CAPTCHA"},
		{"Amazon", "", `<form action="/errors/validateCaptcha"><h4>Type the characters you see in this image:</h4></form>`, "CAPTCHA"},
		{"Turnstile", "", `<div class="cf-turnstile"></div>`, "CAPTCHA"},
		{"Akamai", "", `<title>Access Denied</title><h1>Access Denied</h1>You don't have permission.`, "check of the browser"},
		{"Distil", "", `<h1>Pardon Our Interruption</h1>`, "check of the browser"},
		{"login form", "", `<form><input name=u><input type=PASSWORD name=p></form>`, "login page"},
		{"login by its path", "https://x.example/users/sign_in?to=1", `<div id="root"></div>`, "login page"},
		{"script only", "", `<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>`, "until its scripts run"},
		{"maintenance", "", `<h1>Site maintenance</h1>`, "placeholder"},
		{"parked", "", `<h1>This domain is for sale</h1>`, "placeholder"},
		{"JSON", "", ` {"reviews": []}`, "JSON under the label"},
		{"an empty list", "", `<h1>Kettle</h1><p>No reviews yet.</p>`, ""},
		{"a product with a captcha in its form", "", `<h1>Kettle</h1>` + long + `<div class="g-recaptcha"></div>`, ""},
		{"a product with a login form", "", `<h1>Kettle</h1>` + long + `<form><input type=password></form>`, ""},
		{"a short product page with a captcha in its form", "", `<h1>Kettle</h1>` + long[:2000] + `<div class="g-recaptcha"></div>`, ""},
		{"a short product page with a login in its header", "", `<form><input type=password></form><h1>Kettle</h1>` + long[:2000], ""},
		{"a short product page with a word on scripts", "", `<noscript>Please enable JavaScript</noscript><h1>Kettle</h1>` + long[:2000], ""},
		{"a short product page behind Cloudflare", "", `<h1>Kettle</h1><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>`, ""},
		{"words in a script", "", `<h1>Kettle</h1><script>var m = "access denied"</script>`, ""},
		{"a path that only contains the word", "https://x.example/loginova-kettle", `<h1>Kettle</h1>`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := html.Parse(strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			p := &Page{URL: c.url, Header: http.Header{}, Body: []byte(c.body), HTML: doc, markup: true}
			got := wall(p, "https://x.example/kettle")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestLost: a field is lost where more than half of the reviews that should
// have it do not.
func TestLost(t *testing.T) {
	full := opinion.Fields{Of: 100, Author: 100, Date: 100, Rating: 60}
	for _, c := range []struct {
		name        string
		before, now opinion.Fields
		want        []string
	}{
		{"as before", full, opinion.Fields{Of: 10, Author: 10, Date: 10, Rating: 6}, nil},
		{"half is not more than half", full, opinion.Fields{Of: 10, Author: 5, Date: 5, Rating: 3}, nil},
		{"no date", full, opinion.Fields{Of: 10, Author: 10, Date: 0, Rating: 6}, []string{"0 of 10 reviews have a date, where 100 of 100 stored ones do"}},
		{"most authors and ratings", full, opinion.Fields{Of: 10, Author: 4, Date: 10, Rating: 2}, []string{"4 of 10 reviews have an author", "2 of 10 reviews have a rating"}},
		{"never had any", opinion.Fields{Of: 100, Date: 100}, opinion.Fields{Of: 10, Date: 10}, nil},
		{"rarely had any", opinion.Fields{Of: 100, Author: 10, Date: 100}, opinion.Fields{Of: 10, Date: 10}, nil},
		{"too few to say", full, opinion.Fields{Of: 4}, nil},
		{"too few before", opinion.Fields{Of: 4, Date: 4}, opinion.Fields{Of: 10}, nil},
		{"a new source", opinion.Fields{}, opinion.Fields{Of: 10}, nil},
	} {
		got := lost(c.before, c.now)
		if len(c.want) == 0 && got != "" {
			t.Errorf("%s: %q", c.name, got)
		}
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q, want %q", c.name, got, w)
			}
		}
	}
}
