package demo

import "strings"

// Config is the text of the gripe.yaml that collects the demo. baseURL is
// where Handler is served, such as "http://127.0.0.1:8080", without a path.
func Config(baseURL string) []byte {
	base := strings.TrimRight(baseURL, "/")
	return []byte(strings.ReplaceAll(configText, "BASE", base))
}

// ClaimsSource is the source that holds the company's own words.
const ClaimsSource = "front-page"

// configText leaves BASE to be filled in. allow_private and delay 0 suit a
// site of one's own on 127.0.0.1; a real source needs neither.
const configText = `# gripe.yaml of the demo: a garden-office builder that does not exist.
company: Alder & Finch
timezone: UTC

sources:
  # schema.org JSON-LD: needs no selectors, and each review names its product
  # (Studio 8 or Studio 12), so none is named here.
  - name: studio-reviews
    kind: page
    urls: ["BASE/reviews/studio"]
    next: "a[rel=next]"
    allow_private: true
    delay: 0s
    locale: en-GB

  # Plain HTML: selectors say where things are.
  - name: workshop-reviews
    kind: page
    product: Workshop
    urls: ["BASE/reviews/workshop"]
    next: "a.next"
    selectors:
      review: "article.review"
      id: "@id"
      author: ".author"
      rating: ".stars@data-stars"
      date: "time@datetime"
      title: "h3.title"
      text: "p.text"
      announced: ".showing"
    allow_private: true
    delay: 0s
    locale: en-GB

  # schema.org microdata: needs no selectors.
  - name: pod-reviews
    kind: page
    product: Pod
    urls: ["BASE/reviews/pod"]
    next: "a[rel=next]"
    allow_private: true
    delay: 0s
    locale: en-GB

  # A forum: posts without stars.
  - name: forum
    kind: page
    urls: ["BASE/forum/thread-1"]
    next: "a[rel=next]"
    selectors:
      review: "div.post"
      id: "@id"
      author: ".poster"
      date: "time@datetime"
      text: ".body"
    allow_private: true
    delay: 0s
    locale: en-GB

  # The company's own words, to set beside what customers say: gripe gaps.
  - name: front-page
    kind: claims
    urls: ["BASE/"]
    selectors: {claim: "ul.claims li"}
    allow_private: true
    delay: 0s

gazetteer:
  - {name: Alder & Finch, label: BRAND, aliases: [Alder and Finch, "A&F"]}
  - {name: Studio 8, label: PRODUCT}
  - {name: Studio 12, label: PRODUCT}
  - {name: Workshop, label: PRODUCT}
  - {name: Pod, label: PRODUCT}
`
