package collect

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func parseString(t *testing.T, body string, opts PageOptions) found {
	t.Helper()
	node, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	opts.Name, opts.URLs = "p", []string{"https://shop.example/item"}
	src, err := NewPage(opts, testGate(t, newClock(), nil))
	if err != nil {
		t.Fatal(err)
	}
	f, err := src.(*pageSource).parse(&Page{URL: "https://shop.example/item", Body: []byte(body), HTML: node, markup: true})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ld(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
func next(s string) string {
	return `<script id="__NEXT_DATA__" type="application/json">` + s + `</script>`
}

const (
	longer  = "The kettle boils fast, but the lid came off in the second week."
	fields  = `"author":"Ann","reviewBody":"Leaks badly.","reviewRating":{"ratingValue":2},"datePublished":"2026-03-04"`
	another = `"author":"Ben","reviewBody":"Holds tight.","reviewRating":{"ratingValue":5},"datePublished":"2026-03-05"`
)

// TestShapes: small pages as sites write them. Each names how many reviews a
// right extractor finds, and of the first: author, rating, day, product, text.
func TestShapes(t *testing.T) {
	micro := func(inner string) string {
		return `<div itemscope itemtype="http://schema.org/Review">` + inner + `</div>`
	}
	for _, c := range []struct {
		name, page string
		way        string
		n          int
		first      string // author|rating|day|product|text, "" does not look
		announced  int    // 0 does not look
	}{
		// JSON-LD: where the review stands
		{name: "in a product", page: ld(`{"@type":"Product","name":"Kettle","review":{"@type":"Review",` + fields + `}}`), way: "JSON-LD", n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "in a local business", page: ld(`{"@type":"LocalBusiness","name":"Bar","reviews":[{"@type":"Review",` + fields + `},{"@type":"Review",` + another + `}]}`), n: 2, first: "Ann|2|2026-03-04|Bar|Leaks badly."},
		{name: "in a hotel inside a graph", page: ld(`{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},{"@type":"Hotel","name":"Ritz","review":[{"@type":"Review",` + fields + `}]}]}`), n: 1, first: "Ann|2|2026-03-04|Ritz|Leaks badly."},
		{name: "in a recipe", page: ld(`[{"@type":["Recipe","NewsArticle"],"name":"Cake","review":[{"@type":"Review",` + fields + `}]}]`), n: 1, first: "Ann|2|2026-03-04|Cake|Leaks badly."},
		{name: "in software", page: ld(`{"@type":"SoftwareApplication","name":"App","Review":[{"@type":"Review",` + fields + `}]}`), n: 1, first: "Ann|2|2026-03-04|App|Leaks badly."},
		{name: "in a service of an organisation", page: ld(`{"@type":"Organization","name":"Firm","makesOffer":{"itemOffered":{"@type":"Service","name":"Wash","review":{"@type":"Review",` + fields + `}}}}`), n: 1, first: "Ann|2|2026-03-04|Wash|Leaks badly."},
		{name: "key in capitals without types", page: ld(`{"@type":"Movie","name":"Film","Reviews":[{` + fields + `},{` + another + `}]}`), n: 2},
		{name: "employer review", page: ld(`{"@type":"EmployerReview","itemReviewed":{"@type":"Organization","name":"Firm"},` + fields + `}`), n: 1, first: "Ann|2|2026-03-04|Firm|Leaks badly."},
		{name: "review news article", page: ld(`{"@type":["ReviewNewsArticle"],"itemReviewed":{"name":"Phone"},` + fields + `}`), n: 1},
		{name: "prefixed names", page: ld(`{"@type":"schema:Review","schema:author":{"schema:name":"Ann"},"schema:reviewBody":"Leaks badly.","schema:reviewRating":{"@type":"schema:Rating","schema:ratingValue":"2"},"schema:datePublished":"2026-03-04"}`), n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "names as addresses", page: ld(`{"@type":["http://schema.org/Review"],"http://schema.org/author":[{"@value":"Ann"}],"http://schema.org/reviewBody":[{"@value":"Leaks badly."}],"http://schema.org/reviewRating":[{"http://schema.org/ratingValue":[{"@value":2}]}],"http://schema.org/datePublished":[{"@value":"2026-03-04"}]}`), n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "type without an at sign", page: ld(`{"type":"Review",` + fields + `}`), n: 1},
		{name: "reviews of the thing reviewed", page: ld(`{"@type":"Review",` + fields + `,"itemReviewed":{"@type":"Product","name":"Kettle","aggregateRating":{"@type":"AggregateRating","reviewCount":"1,204"},"review":[{"@type":"Review",` + another + `}]}}`), n: 2, announced: 1204, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "reference with its type", page: ld(`{"@graph":[{"@type":"Product","name":"Kettle","review":[{"@type":"Review","@id":"#r1"}]},{"@type":"Review","@id":"#r1",` + fields + `}]}`), n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		// JSON-LD: how its parts are written
		{name: "author in a list of people", page: ld(`{"@type":"Review","author":[{"@type":"Person","name":""},{"@type":"Person","name":"Ann"}],"reviewBody":"x y"}`), n: 1, first: "Ann|0|0001-01-01||x y"},
		{name: "author an organisation", page: ld(`{"@type":"Review","author":{"@type":"Organization","name":"Ann Ltd"},"reviewBody":"x y"}`), n: 1, first: "Ann Ltd|0|0001-01-01||x y"},
		{name: "author by reference", page: ld(`{"@graph":[{"@id":"#a","@type":"Person","name":"Ann"},{"@type":"Review","author":{"@id":"#a"},"reviewBody":"x y"}]}`), n: 1, first: "Ann|0|0001-01-01||x y"},
		{name: "author in two parts", page: ld(`{"@type":"Review","author":{"givenName":"Ann","familyName":"Lee"},"reviewBody":"x y"}`), n: 1, first: "Ann Lee|0|0001-01-01||x y"},
		{name: "rating in a list", page: ld(`{"@type":"Review","reviewBody":"x y","reviewRating":[{"ratingValue":"8","bestRating":"10","worstRating":"0"}]}`), n: 1, first: "|4.2|0001-01-01||x y"},
		{name: "rating a string", page: ld(`{"@type":"Review","reviewBody":"x y","reviewRating":"4/5"}`), n: 1, first: "|4|0001-01-01||x y"},
		{name: "rating a number", page: ld(`{"@type":"Review","reviewBody":"x y","reviewRating":3.5}`), n: 1, first: "|3.5|0001-01-01||x y"},
		{name: "rating with a decimal comma", page: ld(`{"@type":"Review","reviewBody":"x y","reviewRating":{"ratingValue":"4,5","bestRating":5}}`), n: 1, first: "|4.5|0001-01-01||x y"},
		{name: "rating alone", page: ld(`{"@type":"Product","name":"Kettle","review":{"@type":"Review","author":"Ann","reviewRating":{"ratingValue":5}}}`), n: 1, first: "Ann|5|0001-01-01|Kettle|"},
		{name: "markup escaped twice", page: ld(`{"@type":"Review","reviewBody":"&lt;p&gt;One &amp;amp; two&lt;/p&gt;"}`), n: 1, first: "|0|0001-01-01||One & two"},
		{name: "bare names", page: ld(`{@type:"Review",author:'Ann',reviewBody:"x y",}`), n: 1, first: "Ann|0|0001-01-01||x y"},
		{name: "two objects in one block", page: ld(`{"@type":"Review",` + fields + `}{"@type":"Review",` + another + `}`), n: 2},
		{name: "type with a charset", page: strings.Replace(ld(`{"@type":"Review",`+fields+`}`), "ld+json", "ld+json; charset=utf-8", 1), n: 1},
		{name: "quotes left unescaped", page: ld(`{"@type":"Review","author":"Ann","reviewBody":"They said "it is fine", and "no, it's not" is "my" answer","reviewRating":{"ratingValue":"2"}}`), n: 1, first: `Ann|2|0001-01-01||They said "it is fine", and "no, it's not" is "my" answer`},
		{name: "a comma missing between names", page: ld("{\"@type\":\"Review\"\n\"author\":\"Ann\"\n\"reviewBody\":\"x y\"}"), n: 1, first: "Ann|0|0001-01-01||x y"},
		{name: "a brace too many", page: ld(`{"@type":"Review",` + fields + `}}`), n: 1},
		// counted once
		{name: "one review in two blocks", page: ld(`{"@type":"Product","name":"Kettle","review":[{"@type":"Review",`+fields+`}]}`) + ld(`{"@type":"Review",`+fields+`}`), n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "one long review, one part missing", page: ld(`{"@type":"Review","reviewBody":"`+longer+`"}`) + ld(`{"@type":"Review","author":"Ann","datePublished":"2026-03-04T11:00:00Z","reviewBody":"`+longer+`"}`), n: 1, first: "Ann|0|2026-03-04||" + longer},
		{name: "one text by two people", page: ld(`[{"@type":"Review","author":"Ann","reviewBody":"Great!"},{"@type":"Review","author":"Ben","reviewBody":"Great!"}]`), n: 2},
		{name: "silent ratings of one day", page: ld(`[{"@type":"Review","author":"Anonymous","reviewRating":5,"datePublished":"2026-03-04"},{"@type":"Review","author":"Anonymous","reviewRating":5,"datePublished":"2026-03-04"}]`), n: 2},
		{name: "silent ratings in two blocks", page: ld(`{"@type":"Review","author":"Anonymous","reviewRating":5}`) + ld(`[{"@type":"Review","author":"Anonymous","reviewRating":5},{"@type":"Review","author":"Anonymous","reviewRating":5}]`), n: 2},
		// microdata
		{name: "microdata in a product", page: `<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Kettle</h1><div itemprop="review" itemscope itemtype="https://schema.org/Review"><span itemprop="author">Ann</span><div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating"><meta itemprop="ratingValue" content="2"></div><time itemprop="datePublished" datetime="2026-03-04"></time><p itemprop="description">Leaks badly.</p></div></div>`, way: "microdata", n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "microdata by itemref", page: `<div itemscope itemtype="http://schema.org/Review" itemref="b m"></div><p id="b"><span itemprop="reviewBody">Leaks badly.</span></p><div id="m"><b itemprop="author" itemscope itemref="who"></b></div><i id="who"><span itemprop="name">Ann</span></i>`, n: 1, first: "Ann|0|0001-01-01||Leaks badly."},
		{name: "itemref in a circle", page: `<div id="a" itemscope itemtype="http://schema.org/Review" itemref="a"><p itemprop="reviewBody">Leaks badly.</p><div id="b" itemprop="author" itemscope itemref="b a"><i itemprop="name">Ann</i></div></div>`, n: 1},
		{name: "microdata cut and whole", page: micro(`<p itemprop="reviewBody">Leaks… Read more</p><p hidden itemprop="reviewBody">Leaks badly, all the time.</p>`), n: 1, first: "|0|0001-01-01||Leaks badly, all the time."},
		{name: "microdata with a trailing slash", page: strings.Replace(micro(`<p itemprop="reviewBody">x y</p>`), "Review\"", "Review/\"", 1), n: 1},
		{name: "data-vocabulary", page: `<div itemscope itemtype="http://data-vocabulary.org/Review"><span itemprop="itemreviewed">Kettle</span><span itemprop="reviewer">Ann</span><time itemprop="dtreviewed" datetime="2026-03-04">x</time><span itemprop="summary">Leaks</span><span itemprop="description">Leaks badly.</span><span itemprop="rating">2</span></div>`, n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "users' reviews in an editor's", page: micro(`<p itemprop="reviewBody">The editor likes it.</p><div itemprop="review" itemscope itemtype="http://schema.org/UserReview"><p itemprop="reviewBody">I do not.</p></div>`), n: 2},
		{name: "a review without itemscope in a product", page: `<div itemscope itemtype="http://schema.org/Product"><li itemprop="reviews" itemtype="http://schema.org/Review"><b itemprop="name">Leaks</b><p itemprop="description">Leaks badly.</p></li><h1 itemprop="name">Kettle</h1></div>`, n: 1, first: "|0|0001-01-01|Kettle|Leaks badly."},
		// RDFa
		{name: "RDFa with rel, as Google shows it", page: `<div typeof="schema:Product"><div rel="schema:review"><div typeof="schema:Review"><div rel="schema:reviewRating"><div typeof="schema:Rating"><div property="schema:ratingValue" content="4"></div></div></div><div rel="schema:author"><div typeof="schema:Person"><div property="schema:name" content="Fred"></div></div></div></div></div><div property="schema:name" content="Anvil"></div></div>`, n: 1, first: "Fred|4|0001-01-01|Anvil|"},
		{name: "RDFa with a prefix", page: `<div prefix="schema: http://schema.org/" typeof="schema:Review"><span property="schema:author" typeof="schema:Person"><span property="schema:name">Ann</span></span><div property="schema:reviewBody">Leaks badly.</div><meta property="schema:datePublished" content="2026-03-04"><span property="schema:reviewRating" typeof="schema:Rating"><span property="schema:ratingValue">2</span></span></div>`, way: "RDFa", n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "RDFa of Google's days", page: `<div xmlns:v="http://rdf.data-vocabulary.org/#" typeof="v:Review"><span property="v:itemreviewed">Kettle</span><span property="v:reviewer">Ann</span><span property="v:dtreviewed" content="2026-03-04">4th March</span><span property="v:description">Leaks badly.</span><span rel="v:rating"><span typeof="v:Rating"><span property="v:value">2</span></span></span></div>`, n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		// microformats
		{name: "hreview", page: `<div class="hreview"><span class="item"><span class="fn">Kettle</span></span> <span class="reviewer vcard"><span class="fn">Ann</span></span> <abbr class="dtreviewed" title="2026-03-04">4 March</abbr> <span class="rating"><span class="value">2</span> of <span class="best">5</span></span><blockquote class="description">Leaks badly.</blockquote></div>`, way: "hReview", n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "h-review", page: `<article class="h-review"><a class="p-item h-item">Kettle</a><a class="p-author h-card" href="/ann">Ann</a><time class="dt-published" datetime="2026-03-04">x</time><data class="p-rating" value="2">**</data><div class="e-content">Leaks badly.</div></article>`, n: 1, first: "Ann|2|2026-03-04|Kettle|Leaks badly."},
		{name: "a list with the class of its entries", page: `<div class="hreview"><div class="hreview"><p class="description">Leaks badly.</p></div><div class="hreview"><p class="description">Holds tight.</p></div></div>`, n: 2},
		// shops whose software is known
		{name: "Amazon", page: `<div id="R1X" data-hook="review"><span class="a-profile-name">Ann</span><i data-hook="review-star-rating"><span>2.0 out of 5 stars</span></i><a data-hook="review-title">Leaks</a><span data-hook="review-date">Reviewed in the United States on March 4, 2026</span><span data-hook="review-body">Leaks badly.</span></div>`, way: "known shop software", n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "WooCommerce", page: `<div id="reviews"><ol class="commentlist"><li class="review" id="li-comment-9"><div class="comment_container"><div class="star-rating" role="img" aria-label="Rated 2 out of 5"><span>Rated <strong>2</strong> out of 5</span></div><strong class="woocommerce-review__author">Ann</strong><time class="woocommerce-review__published-date" datetime="2026-03-04T10:00:00+00:00">March 4</time><div class="description"><p>Leaks badly.</p></div></div></li></ol></div>`, n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "Judge.me", page: `<div class="jdgm-rev" data-review-id="7"><span class="jdgm-rev__rating" data-score="2"></span><span class="jdgm-rev__timestamp" data-content="2026-03-04 10:00:00 UTC"></span><span class="jdgm-rev__author">Ann</span><b class="jdgm-rev__title">Leaks</b><div class="jdgm-rev__body"><p>Leaks badly.</p></div></div>`, n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		// embedded state
		{name: "Trustpilot's state", page: next(`{"props":{"pageProps":{"businessUnit":{"displayName":"BT","numberOfReviews":13582},"reviews":[{"id":"6456378afe4e","text":"Leaks badly.","rating":2,"title":"Leaks","dates":{"publishedDate":"2026-03-04T13:18:34.000Z"},"consumer":{"displayName":"Ann"},"reply":{"message":"Sorry."}}]}}}`), way: "embedded state", n: 1, announced: 13582, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "initial state", page: `<script>window.__INITIAL_STATE__ = {product:{id:1,reviews:{list:[{reviewText:"Leaks badly.",stars:2,userNickname:"Ann",submissionTime:"2026-03-04T01:00:00Z",verified:!0}]}}};window.x=1;</script>`, n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "state as a string of JSON", page: `<script>window.__DATA__ = JSON.parse("{\"reviews\":[{\"body\":\"Leaks badly.\",\"rating\":2,\"author\":{\"name\":\"Ann\"},\"created_at\":\"2026-03-04\"}]}");</script>`, n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "Apollo", page: `<script>window.__APOLLO_STATE__={"Review:8123":{"__typename":"Review","id":"8123","body":"Leaks badly.","rating":2,"author":"Ann","createdAt":"2026-03-04"},"Review:8124":{"__typename":"Review","id":"8124","body":"Holds.","rating":5,"author":"Ben","createdAt":"2026-03-05"}}</script>`, n: 2, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "Apollo with references", page: next(`{"apolloState":{"User:kca://u/7":{"__typename":"User","name":"Ann"},"Review:kca://r/1":{"__typename":"Review","id":"kca://r/1","creator":{"__ref":"User:kca://u/7"},"rating":2,"createdAt":1772582400000,"text":"Leaks<br />badly."}}}`), n: 1, first: "Ann|2|2026-03-04||Leaks\nbadly."},
		{name: "state in a comment", page: `<script type="application/json" data-hypernova-key="x"><!--{"reviewFeed":{"reviews":[{"id":"a-b","comment":{"text":"Leaks badly.","language":"en"},"rating":2,"localizedDate":"4/3/2026","user":{"markupDisplayName":"Ann"}}]}}--></script>`, n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "application router", page: `<script>self.__next_f.push([1,"5:[\"$\",\"div\",null,{\"reviews\":[{\"content\":\"Leaks"])</script><script>self.__next_f.push([1," badly.\",\"rating\":2,\"author\":\"Ann\",\"date\":\"2026-03-04\"}]}]\n"])</script>`, n: 1, first: "Ann|2|2026-03-04||Leaks badly."},
		{name: "schema.org before the state", page: ld(`{"@type":"Review",`+fields+`}`) + next(`{"reviews":[{"text":"a b","rating":1,"author":"C"},{"text":"d e","rating":1,"author":"F"}]}`), way: "JSON-LD", n: 1},
		// none
		{name: "aggregate only", page: ld(`{"@type":"Product","name":"Kettle","aggregateRating":{"@type":"AggregateRating","ratingValue":"4.5","reviewCount":"89"}}`), announced: 89},
		{name: "aggregate in microdata", page: `<div itemscope itemtype="http://schema.org/Product"><div itemprop="aggregateRating" itemscope itemtype="http://schema.org/AggregateRating"><span itemprop="ratingValue">4</span><span itemprop="reviewCount">12</span></div></div>`, announced: 12},
		{name: "aggregate in hReview", page: `<div class="hreview-aggregate"><span class="rating">4.5</span> from <span class="count">31 reviews</span></div>`, announced: 31},
		{name: "an average in hReview", page: `<div class="hreview"><span class="item"><span class="fn">Kettle</span></span><span class="rating">4.5</span></div>`},
		{name: "a list of products", page: ld(`{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"item":{"@type":"Product","name":"Kettle","description":"Boils fast.","aggregateRating":{"@type":"AggregateRating","ratingValue":4,"reviewCount":3}}},{"@type":"ListItem","position":2,"item":{"@type":"Product","name":"Pan","aggregateRating":{"@type":"AggregateRating","ratingValue":4,"reviewCount":4}}}]}`), announced: 7},
		{name: "comments under an article", page: ld(`{"@type":"NewsArticle","headline":"Kettle review","articleBody":"We tried it.","comment":[{"@type":"Comment","author":{"name":"Ann"},"text":"Nice read","datePublished":"2026-03-04"}]}`)},
		{name: "comments in microdata", page: `<div itemprop="comment" itemscope itemtype="http://schema.org/UserComments"><span itemprop="creator">Ann</span><p itemprop="commentText">Nice read</p></div>`},
		{name: "a check of facts", page: ld(`{"@type":"ClaimReview","claimReviewed":"Water is dry","author":{"name":"Desk"},"reviewRating":{"ratingValue":1}}`)},
		{name: "teasers of other pages", page: ld(`[{"@type":"Review","headline":"The best kettle","description":"We tried ten.","author":"Desk","url":"https://shop.example/reviews/kettle"}]`)},
		{name: "an author alone", page: ld(`{"@type":"Review","author":{"name":"Ann"},"datePublished":"2026-03-04"}`)},
		{name: "a template", page: ld(`{"@type":"Review","author":"{{ review.author }}","reviewBody":"{{ review.body }}","reviewRating":{"ratingValue":"{{ review.rating }}"}}`)},
		{name: "lorem ipsum", page: micro(`<span itemprop="author">John Doe</span><p itemprop="reviewBody">Lorem ipsum dolor sit amet, consectetur.</p><meta itemprop="ratingValue" content="5">`)},
		{name: "an empty list that invites", page: micro(`<p itemprop="reviewBody">Be the first to review this product.</p>`)},
		{name: "a product that rates itself nought", page: `<div itemscope itemtype="http://schema.org/Product"><div itemprop="review" itemtype="http://schema.org/Review" itemscope><div itemprop="author" itemscope><meta itemprop="name" content="Shop"></div><div itemprop="reviewRating" itemscope><meta itemprop="ratingValue" content="0"><meta itemprop="bestRating" content="0"></div></div></div>`},
		{name: "a template in brackets", page: micro(`<p itemprop="reviewBody">[Text of the review]</p>`)},
		{name: "not rated", page: ld(`{"@type":"Review","author":"Ann","reviewRating":{"ratingValue":0}}`)},
		{name: "products in the state", page: next(`{"products":[{"name":"Kettle","title":"Kettle","description":"Boils.","rating":4.5,"reviewCount":31,"price":9,"brand":"Acme"}]}`), announced: 31},
		{name: "articles in the state", page: next(`{"articles":[{"title":"Kettle review","content":"We tried it.","author":"Desk","date":"2026-03-04"}],"comments":[{"text":"Nice read","author":"Ann","date":"2026-03-04"}]}`)},
		{name: "teasers in the state", page: next(`{"reviews":[{"title":"Kettle","excerpt":"We tried ten.","score":8,"author":"Desk","url":"/reviews/kettle","date":"2026-03-04"}]}`)},
		{name: "words of a script", page: `<script>var reviewLabels = {"review":"Write a review","rating":"Rating","submit":"Submit"}; window.reviews = [];</script>`},
		{name: "a form for reviews", page: `<form id="reviews"><textarea name="review">Your review</textarea><input name="rating"></form>`},
		{name: "a search box in RDFa", page: `<html prefix="og: http://ogp.me/ns#"><head><meta property="og:title" content="Kettle review"><meta property="og:description" content="We tried it"></head></html>`},
		{name: "nothing", page: `<html></html>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parseString(t, c.page, PageOptions{})
			if len(f.verbatims) != c.n {
				t.Fatalf("%d reviews by %q, want %d: %+v; rejects %+v", len(f.verbatims), f.way, c.n, f.verbatims, f.rejects)
			}
			if c.way != "" && f.way != c.way {
				t.Errorf("read by %q, want %q", f.way, c.way)
			}
			if c.announced != 0 && f.announced != c.announced {
				t.Errorf("announced %d, want %d", f.announced, c.announced)
			}
			if c.first == "" {
				return
			}
			v := f.verbatims[0]
			got := strings.Join([]string{v.Author, trimFloat(v.Rating), v.PostedAt.Format("2006-01-02"), v.Product, v.Text}, "|")
			if got != c.first {
				t.Errorf("first is %s, want %s", got, c.first)
			}
		})
	}
}

func trimFloat(f float64) string { return scalar(f) }

// TestRicherWay: a page whose data features one review of three is read by
// what holds three, and says so.
func TestRicherWay(t *testing.T) {
	rows := `<p class="r"><b>Ann</b><i>Leaks badly.</i></p><p class="r"><b>Ben</b><i>Holds tight.</i></p><p class="r"><b>Cy</b><i>Went back.</i></p>`
	page := ld(`{"@type":"Product","review":[{"@type":"Review",`+fields+`}]}`) + rows
	css := Selectors{Review: ".r", Author: "b", Text: "i"}
	f := parseString(t, page, PageOptions{Selectors: css})
	if len(f.verbatims) != 3 || f.way != "selectors" || len(f.notices) != 1 || !strings.Contains(f.notices[0], "JSON-LD holds 1 reviews, selectors 3") {
		t.Errorf("%d reviews by %s, notices %q", len(f.verbatims), f.way, f.notices)
	}
	css.Review = ".r:first-child"
	if f := parseString(t, page, PageOptions{Selectors: css}); f.way != "JSON-LD" || len(f.notices) != 0 {
		t.Errorf("read by %s, notices %q", f.way, f.notices)
	}
}

func TestKnownShapesCompile(t *testing.T) {
	for _, s := range shapes {
		if _, err := compileSelectors(s.Selectors); err != nil || s.Review == "" || s.Text == "" || s.mark == "" {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}

func TestTryPage(t *testing.T) {
	server := serve(t, map[string]string{"/": ld(`{"@type":"Product","aggregateRating":{"@type":"AggregateRating","reviewCount":9},"review":[{"@type":"Review",`+fields+`}]}`) +
		`<p class="r"><i>Leaks badly.</i></p><p class="r"><i>Holds tight.</i></p><a rel="next" href="/2">2</a>`})
	got, next, err := TryPage(t.Context(), server.URL+"/", PageOptions{Selectors: Selectors{Review: ".r", Text: "i"}}, testGate(t, newClock(), nil, server))
	if err != nil {
		t.Fatal(err)
	}
	if next != server.URL+"/2" || len(got) != 7 {
		t.Errorf("next %q, %d ways", next, len(got))
	}
	for _, f := range got {
		count, chosen := map[string]int{"JSON-LD": 1, "selectors": 2}[f.Way], f.Way == "selectors"
		if f.Count != count || f.Chosen != chosen || f.Texts != count {
			t.Errorf("%+v", f)
		}
		if f.Way == "JSON-LD" && (f.Announced != 9 || f.Authors != 1 || f.Dates != 1 || f.Ratings != 1 || f.First.Author != "Ann" || f.First.URL == "") {
			t.Errorf("%+v", f)
		}
	}
	if _, _, err := TryPage(t.Context(), server.URL+"/none", PageOptions{}, testGate(t, newClock(), nil, server)); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a missing page gives %v", err)
	}
}

// FuzzPage: whatever a page holds, every way ends, and gives no empty review.
func FuzzPage(f *testing.F) {
	f.Add(ld(`{"@graph":[{"@id":"#a","review":{"@id":"#a"}}]}`))
	f.Add(`<div itemscope itemtype="http://schema.org/Review" itemref="x x"><p id="x" itemprop="author" itemscope itemref="x">`)
	f.Add(`<div rel="v:rating" typeof="v:Review" property="v:review v:rating"><a class="hreview rating fn">5</a></div>`)
	f.Add(next(`{"reviews":[{"text":{"text":"a"},"rating":[1],"author":{"__ref":"x"}}],"x":{"__typename":"x","__ref":"x"}}`))
	f.Add(`<script>self.__next_f.push([1,"5:[{\"review`)
	f.Add(`<script>window.a = "{\"rating\":` + "`")
	gate, err := NewGate(GateOptions{})
	if err != nil {
		f.Fatal(err)
	}
	src, err := NewPage(PageOptions{Name: "p", URLs: []string{"https://shop.example/item"}}, gate)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		node, err := html.Parse(strings.NewReader(body))
		if err != nil {
			return
		}
		s := src.(*pageSource)
		p := &Page{URL: "https://shop.example/item", Body: []byte(body), HTML: node, markup: true}
		for _, w := range s.ways() {
			found := w.read(p, s.reading(p))
			for _, v := range found.verbatims {
				if v.Empty() || v.Rating < 0 || v.Rating > 5 {
					t.Errorf("%s: %+v", w.name, v)
				}
			}
		}
	})
}
