package export

import (
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// Share is how the complaints of one week, source and product divide. Week,
// Source and Product are null where the row is of all of them. Shares are in
// 0..1 of the complaints, each with its 95 % interval; those of a row without
// complaints are null.
type Share struct {
	// Week is an ISO week such as 2026-W47; Start is its first moment.
	// Complete is false where the week is not over, or cut by a filter.
	Week     *string    `json:"week" parquet:"week,optional,dict"`
	Start    *time.Time `json:"week_start" parquet:"week_start,optional,timestamp"`
	Complete *bool      `json:"complete" parquet:"complete,optional"`
	Source   *string    `json:"source" parquet:"source,optional,dict"`
	Product  *string    `json:"product" parquet:"product,optional,dict"`
	// Verbatims that were read, and the complaints among them: the base.
	Verbatims  int64 `json:"verbatims" parquet:"verbatims"`
	Complaints int64 `json:"complaints" parquet:"complaints"`
	// Copies of a text that counts were left out.
	Copies int64 `json:"copies" parquet:"copies"`

	Service      *float64 `json:"by_service" parquet:"by_service,optional"`
	ServiceLow   *float64 `json:"by_service_low" parquet:"by_service_low,optional"`
	ServiceHigh  *float64 `json:"by_service_high" parquet:"by_service_high,optional"`
	FromProduct  *float64 `json:"by_product" parquet:"by_product,optional"`
	ProductLow   *float64 `json:"by_product_low" parquet:"by_product_low,optional"`
	ProductHigh  *float64 `json:"by_product_high" parquet:"by_product_high,optional"`
	Marketing    *float64 `json:"by_marketing" parquet:"by_marketing,optional"`
	MarketingLow *float64 `json:"by_marketing_low" parquet:"by_marketing_low,optional"`
	MarketingHi  *float64 `json:"by_marketing_high" parquet:"by_marketing_high,optional"`
	NoOne        *float64 `json:"by_none" parquet:"by_none,optional"`
	NoOneLow     *float64 `json:"by_none_low" parquet:"by_none_low,optional"`
	NoOneHigh    *float64 `json:"by_none_high" parquet:"by_none_high,optional"`
	Mentioned    *float64 `json:"mentions_service" parquet:"mentions_service,optional"`
	MentionedLow *float64 `json:"mentions_service_low" parquet:"mentions_service_low,optional"`
	MentionedHi  *float64 `json:"mentions_service_high" parquet:"mentions_service_high,optional"`
	Narrow       *float64 `json:"narrow_service" parquet:"narrow_service,optional"`
	NarrowLow    *float64 `json:"narrow_service_low" parquet:"narrow_service_low,optional"`
	NarrowHigh   *float64 `json:"narrow_service_high" parquet:"narrow_service_high,optional"`

	Estimator string `json:"estimator" parquet:"estimator,dict"`
	Model     string `json:"model" parquet:"model,dict"`
	// Labels is how many human labels stand behind the correction.
	Labels   int64  `json:"labels" parquet:"labels"`
	Warnings string `json:"warnings" parquet:"warnings"`
}

// Cell names what a row of shares is of; nil means all.
type Cell struct {
	// Week is written like 2026-W47, and begins at Start.
	Week            *string
	Start           time.Time
	Complete        bool
	Source, Product *string
}

// ShareOf is the row of a cell.
func ShareOf(c Cell, s opinion.Shares) Share {
	r := Share{
		Week: c.Week, Source: c.Source, Product: c.Product,
		Verbatims: int64(s.Base.Verbatims), Complaints: int64(s.Base.Complaints), Copies: int64(s.Copies),
		Estimator: s.Estimator, Model: s.Model, Labels: int64(s.Labels), Warnings: strings.Join(s.Warnings, "; "),
	}
	if c.Week != nil {
		r.Start, r.Complete = moment(c.Start), &c.Complete
	}
	if s.Base.Complaints == 0 {
		return r
	}
	put := func(e opinion.Estimate, value, low, high **float64) {
		*value, *low, *high = real(e.Value), real(e.Low), real(e.High)
	}
	put(s.Of[opinion.Service].Estimate, &r.Service, &r.ServiceLow, &r.ServiceHigh)
	put(s.Of[opinion.Product].Estimate, &r.FromProduct, &r.ProductLow, &r.ProductHigh)
	put(s.Of[opinion.Marketing].Estimate, &r.Marketing, &r.MarketingLow, &r.MarketingHi)
	put(s.Of[opinion.None].Estimate, &r.NoOne, &r.NoOneLow, &r.NoOneHigh)
	put(s.MentionsService.Estimate, &r.Mentioned, &r.MentionedLow, &r.MentionedHi)
	put(s.ServiceNarrow.Estimate, &r.Narrow, &r.NarrowLow, &r.NarrowHigh)
	return r
}
