package main

import (
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The shop that the crawlers are timed on: pages of reviews as a shop's
// software writes them, with JSON-LD, the same reviews in the markup, a head, a
// menu and a footer; made once, served from memory.

const (
	sitePages   = 3000
	siteReviews = 20 // of one page
)

// site serves the same pages on several hosts of this machine, so that a
// crawler with one request in flight per host has several hosts.
type site struct {
	pages   [][]byte
	servers []*http.Server
	// hosts are base URLs; the pages are dealt to them in turn.
	hosts []string
}

// siteHosts is how many addresses of 127.0.0.0/8 the site has. Only Linux
// answers on all of them without further settings.
const siteHosts = 4

// startSite makes the pages and serves them until close.
func startSite(pages int) (*site, error) {
	s := &site{pages: make([][]byte, pages)}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range s.pages {
		s.pages[i] = sitePage(rng, i, pages)
	}
	for i := range siteHosts {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", i+1))
		if err != nil {
			s.close()
			return nil, fmt.Errorf("serve the shop: %w", err)
		}
		srv := &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
		s.servers = append(s.servers, srv)
		s.hosts = append(s.hosts, "http://"+l.Addr().String())
		go func() { _ = srv.Serve(l) }() // ends with close
	}
	return s, nil
}

func (s *site) close() {
	for _, srv := range s.servers {
		_ = srv.Close()
	}
}

// perHost is how many pages each host has: its pages are 1 to perHost.
func (s *site) perHost() int { return len(s.pages) / siteHosts }

// ServeHTTP answers /reviews?page=N with one page of the host that is asked.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	host := s.hostOf(r.Host)
	if r.URL.Path != "/reviews" || err != nil || n < 1 || n > s.perHost() || host < 0 {
		http.NotFound(w, r)
		return
	}
	page := s.pages[host*s.perHost()+n-1]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	_, _ = w.Write(page) // the client may have gone
}

func (s *site) hostOf(host string) int {
	for i, h := range s.hosts {
		if strings.HasSuffix(h, "/"+host) {
			return i
		}
	}
	return -1
}

type siteReview struct {
	Type      string            `json:"@type"`
	ID        string            `json:"@id"`
	Author    map[string]string `json:"author"`
	Published string            `json:"datePublished"`
	Name      string            `json:"name"`
	Body      string            `json:"reviewBody"`
	Rating    map[string]any    `json:"reviewRating"`
}

var siteWords = strings.Fields(`the lamp desk chair kettle arrived late broke after two weeks and nobody answered my calls
	support was friendly but could not help delivery took ages the box was damaged I love the colour it works as promised the app
	keeps crashing refund never came price is fair quality is poor instructions are hard to read easy to set up my second order was
	wrong again they sent a replacement within days advertised as silent yet it hums all night would buy again very happy with it`)

func siteText(rng *rand.Rand, words int) string {
	var b strings.Builder
	for i := range words {
		w := siteWords[rng.IntN(len(siteWords))]
		switch {
		case i%12 == 0:
			if i > 0 {
				b.WriteString(". ")
			}
			w = strings.ToUpper(w[:1]) + w[1:]
		default:
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String() + "."
}

func sitePage(rng *rand.Rand, page, pages int) []byte {
	reviews := make([]siteReview, siteReviews)
	for i := range reviews {
		n := page*siteReviews + i
		day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -n/100)
		reviews[i] = siteReview{
			Type: "Review", ID: fmt.Sprint("#r", n), Author: map[string]string{"@type": "Person", "name": fmt.Sprint("Customer ", n)},
			Published: day.Format(time.DateOnly), Name: siteText(rng, 5), Body: siteText(rng, 30+rng.IntN(40)),
			Rating: map[string]any{"@type": "Rating", "ratingValue": 1 + rng.IntN(5), "bestRating": 5},
		}
	}
	data, _ := json.Marshal(map[string]any{ // plain values always encode
		"@context": "https://schema.org", "@type": "Product", "name": "Desk lamp",
		"aggregateRating": map[string]any{"@type": "AggregateRating", "ratingValue": 3.1, "reviewCount": pages * siteReviews},
		"review":          reviews,
	})
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Desk lamp: reviews</title><link rel="stylesheet" href="/shop.css">`)
	fmt.Fprintf(&b, `<script type="application/ld+json">%s</script></head><body><header><nav><ul>`, data)
	for i := range 20 {
		fmt.Fprintf(&b, `<li class="menu-item"><a href="/category/%d">Category %d</a></li>`, i, i)
	}
	b.WriteString(`</ul></nav></header><main><h1>Desk lamp</h1><section class="reviews">`)
	for _, r := range reviews {
		fmt.Fprintf(&b, `<article class="review" id="%s"><h3>%s</h3><p class="meta"><span class="author">%s</span> <time datetime="%s">%s</time> <span class="stars" data-rating="%v">%v of 5</span></p><div class="body"><p>%s</p></div><footer><button type="button">Helpful</button> <a href="#report">Report</a></footer></article>`,
			html.EscapeString(r.ID[1:]), html.EscapeString(r.Name), html.EscapeString(r.Author["name"]), r.Published, r.Published,
			r.Rating["ratingValue"], r.Rating["ratingValue"], html.EscapeString(r.Body))
	}
	b.WriteString(`</section></main><footer><p>All prices include tax. Terms, privacy, imprint.</p></footer></body></html>`)
	return []byte(b.String())
}
