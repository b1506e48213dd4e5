package collect

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkPage reads a page of 20 reviews in its data and in its markup, as
// cmd/peers serves it.
func BenchmarkPage(b *testing.B) {
	const text = "The lamp arrived late and broke after two weeks. Nobody answered my calls, and the support was friendly but could not help at all. Would not buy again."
	var data, articles strings.Builder
	for i := range 20 {
		fmt.Fprintf(&data, `,{"@type":"Review","@id":"#r%d","author":{"@type":"Person","name":"Customer %d"},"datePublished":"2026-11-%02d","name":"Broke after %d weeks.","reviewBody":"%d. %s","reviewRating":{"@type":"Rating","bestRating":5,"ratingValue":%d}}`, i, i, 1+i, i, i, text, 1+i%5)
		fmt.Fprintf(&articles, `<article class="review" id="r%d"><h3>Broke after %d weeks.</h3><p class="meta"><span class="author">Customer %d</span></p><div class="body"><p>%d. %s</p></div><footer><a href="#report">Report</a></footer></article>`, i, i, i, i, text)
	}
	body := []byte(`<!DOCTYPE html><html lang="en"><head>` + ld(`{"@context":"https://schema.org","@type":"Product","name":"Lamp","review":[`+data.String()[1:]+`]}`) +
		`</head><body>` + articles.String() + `</body></html>`)
	s := plainSource(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		f, err := s.parse(&Page{URL: "https://shop.example/item", Body: body, markup: true})
		if err != nil || len(f.verbatims) != 20 || f.way != jsonLDName {
			b.Fatal(len(f.verbatims), err)
		}
	}
}
