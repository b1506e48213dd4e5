package collect

import (
	"bytes"

	"github.com/andybalholm/cascadia"
)

// Shapes of review lists that many shops share, read without configuration.
// Each is a review element that no other software writes, so that a page
// without reviews cannot match.

type shape struct {
	name string
	// mark stands in the source of every page that has the shape.
	mark string
	Selectors
}

var shapes = []shape{
	{"Amazon", "data-hook", Selectors{
		Review: `[data-hook="review"], [data-hook="cmps-review"]`, Author: `.a-profile-name`,
		Rating: `[data-hook="review-star-rating"], [data-hook="cmps-review-star-rating"]`, Date: `[data-hook="review-date"]`,
		Title: `[data-hook="review-title"]`, Text: `[data-hook="review-body"]`, ID: `@id`,
	}},
	{"WooCommerce", "commentlist", Selectors{
		Review: `#reviews .commentlist > li.review`, Author: `.woocommerce-review__author`, Rating: `.star-rating`,
		Date: `time.woocommerce-review__published-date@datetime`, Text: `.description`, ID: `@id`,
	}},
	{"Judge.me", "jdgm-rev", Selectors{
		Review: `.jdgm-rev[data-review-id]`, Author: `.jdgm-rev__author`, Rating: `.jdgm-rev__rating@data-score`,
		Date: `.jdgm-rev__timestamp@data-content`, Title: `.jdgm-rev__title`, Text: `.jdgm-rev__body`, ID: `@data-review-id`,
	}},
	{"Shopify Product Reviews", "spr-review", Selectors{
		Review: `.spr-review[id]`, Author: `.spr-review-header-byline strong`, Rating: `.spr-review-header-starratings@aria-label`,
		Date: `.spr-review-header-byline strong + strong`, Title: `.spr-review-header-title`, Text: `.spr-review-content-body`, ID: `@id`,
	}},
	{"Stamped", "stamped-review", Selectors{
		Review: `.stamped-review[data-review-id], .stamped-review[id]`, Author: `.author`, Rating: `.stamped-starratings@data-rating`,
		Date: `.created`, Title: `.stamped-review-header-title`, Text: `.stamped-review-content-body`, ID: `@data-review-id`,
	}},
	{"Yotpo", "yotpo-review", Selectors{
		Review: `.yotpo-review[data-review-id]`, Author: `.yotpo-user-name`, Rating: `.yotpo-review-stars .sr-only`,
		Date: `.yotpo-review-date`, Title: `.content-title`, Text: `.content-review`, ID: `@data-review-id`,
	}},
	{"IMDb", "imdb-user-review", Selectors{
		Review: `.imdb-user-review[data-review-id]`, Author: `.display-name-link`, Rating: `.rating-other-user-rating`,
		Date: `.review-date`, Title: `a.title`, Text: `.content .text`, ID: `@data-review-id`,
	}},
	{"Bazaarvoice", "bv-content-review", Selectors{
		Review: `.bv-content-review[data-content-id]`, Author: `.bv-author`, Rating: `.bv-content-header-meta .bv-off-screen, .bv-rating-stars-container .bv-off-screen`,
		Date: `.bv-content-datetime-stamp`, Title: `.bv-content-title`, Text: `.bv-content-summary-body-text`, ID: `@data-content-id`,
	}},
}

// known reads the first shape that finds a review.
func known(p *Page, r *reading) found {
	for _, s := range shapes {
		if !bytes.Contains(p.Body, []byte(s.mark)) {
			continue
		}
		css, err := compileSelectors(s.Selectors)
		if err != nil {
			continue // a test compiles them all
		}
		if f := css.reviewsIn(innermost(cascadia.QueryAll(p.HTML, css.review.match)), p, r); len(f.verbatims) > 0 {
			return f
		}
	}
	return found{announced: -1}
}
