package collect

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What is a claim and what only stands beside claims.

// Reasons for which a piece of a page is no claim.
const (
	asideMenu     = "a menu, form or frame of the page"
	asideCustomer = "customers' words on the company's page"
	asideLegal    = "legal boilerplate"
	asideCall     = "a call to act or a label"
	asideNone     = "no sentence"
	asideQuestion = "a question"
)

var (
	legal = regexp.MustCompile(`(?i)©|\(c\) ?(?:19|20)\d\d|all rights reserved|copyright|terms (?:and|&) conditions|terms (?:of (?:use|service|sale)|apply)|t&cs?\b|conditions apply|privacy (?:policy|notice)|cookies?\b|registered (?:trade ?mark|office|in england|company)|trademarks? of|subject to (?:availability|change|status|terms)|without (?:prior )?notice|company (?:number|registration)|\bvat\b|liab(?:le|ility)|errors and omissions|statutory rights|for illustrati(?:ve|on) purposes|see (?:our )?(?:full )?terms|alle rechte vorbehalten|impressum|datenschutz|tous droits réservés|mentions légales`)
	call  = regexp.MustCompile(`(?i)^(?:click|tap|sign (?:up|in|me)|log ?(?:in|out)|add to|learn more|read (?:more|on)|shop (?:now|all|the)|buy (?:now|it)|find out|subscribe|follow us|skip to|share|back to|view |see (?:all|more|details|how)|contact us|download|order (?:now|online|yours)|pre-?order|register|choose |select |enter |continue|book (?:now|a)|get (?:started|in touch|yours)|join |discover more|explore |watch |compare|write a review|be the first|you (?:may|might) also|customers also|frequently bought|related |in stock|out of stock|sku\b|item no|share this|quantity|home\b *$)`)
	// labels are whole headings that say nothing of a product.
	labels = phrases("about", "about us", "about this item", "about this product", "overview", "description", "product description", "product details", "details",
		"features", "key features", "features and benefits", "specifications", "technical specifications", "specification", "tech specs", "what's in the box", "in the box",
		"what is in the box", "customer reviews", "frequently asked questions", "how it works", "delivery and returns", "shipping and returns", "size guide", "care instructions",
		"more information", "additional information", "our products", "our story", "why choose us", "the small print")
	// pledge words make a claim of two words: "Free returns", "Lifetime warranty".
	pledge = regexp.MustCompile(`(?i)\b(?:free|guarantee[ds]?|warranty|unlimited|lifetime|24/7|next[- ]day|same[- ]day|silent|waterproof|no [a-z]+|zero|never|always|money[- ]back|\d+[- ](?:years?|hours?|days?))\b`)
)

// Bounds of a claim, in words and bytes.
const (
	fewestWords  = 3
	mostWords    = 80
	longestClaim = 1000
)

// noClaim tells why a text is no claim; "" where it is one. What the user
// chose by a selector or wrote in a file is believed but for what nobody can
// have meant.
func noClaim(s string, chosen bool) string {
	words, letters := countWords(s)
	switch {
	case words == 0 || letters*2 < utf8.RuneCountInString(s):
		return asideNone
	case chosen:
		return ""
	case legal.MatchString(s):
		return asideLegal
	case strings.HasSuffix(s, "?"):
		return asideQuestion
	case labels[strings.ToLower(strings.TrimRight(s, ":.! "))], call.MatchString(s) && words <= 8:
		return asideCall
	case words < fewestWords && !(words == 2 && pledge.MatchString(s)):
		return asideNone
	case words > mostWords || len(s) > longestClaim, strings.ContainsAny(s, "|›»→{}"):
		return asideNone
	}
	return ""
}

// countWords counts the words that hold a letter, and the letters.
func countWords(s string) (words, letters int) {
	for _, w := range strings.Fields(s) {
		n := 0
		for _, r := range w {
			if unicode.IsLetter(r) {
				n++
			}
		}
		if letters += n; n > 0 || strings.ContainsAny(w, "0123456789") {
			words++
		}
	}
	return words, letters + strings.Count(s, " ")
}
