package export

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

// Verbatim is a review or post with what one model read in it.
type Verbatim struct {
	ID       string     `json:"id" parquet:"id"`
	Source   string     `json:"source" parquet:"source,dict"`
	Product  string     `json:"product" parquet:"product,dict"`
	PostedAt *time.Time `json:"posted_at" parquet:"posted_at,optional,timestamp"`
	// Rating is on 1..5, null where unknown.
	Rating     *float64   `json:"rating" parquet:"rating,optional"`
	Title      string     `json:"title" parquet:"title"`
	Text       string     `json:"text" parquet:"text"`
	URL        string     `json:"url" parquet:"url"`
	ExternalID string     `json:"external_id" parquet:"external_id"`
	Revision   int64      `json:"revision" parquet:"revision"`
	GoneAt     *time.Time `json:"gone_at" parquet:"gone_at,optional,timestamp"`
	// What follows is null where the model has not read the text; Error says
	// why it could not.
	Model           *string  `json:"model" parquet:"model,optional,dict"`
	Language        *string  `json:"language" parquet:"language,optional,dict"`
	Complaint       *bool    `json:"complaint" parquet:"complaint,optional"`
	Cause           *string  `json:"cause" parquet:"cause,optional,dict"`
	PProduct        *float64 `json:"p_product" parquet:"p_product,optional"`
	PMarketing      *float64 `json:"p_marketing" parquet:"p_marketing,optional"`
	PService        *float64 `json:"p_service" parquet:"p_service,optional"`
	PNone           *float64 `json:"p_none" parquet:"p_none,optional"`
	MentionsService *bool    `json:"mentions_service" parquet:"mentions_service,optional"`
	NarrowService   *bool    `json:"narrow_service" parquet:"narrow_service,optional"`
	Mentions        *int64   `json:"mentions" parquet:"mentions,optional"`
	Error           *string  `json:"error" parquet:"error,optional"`
}

// Item is what rows are made of. Annotation is nil where there is none; Error
// is then why, if the model could not read the text.
type Item struct {
	*opinion.Verbatim
	Annotation *opinion.Annotation
	Revision   int
	Gone       time.Time
	Error      string
}

// VerbatimOf is the row of an item.
func VerbatimOf(x Item) Verbatim {
	r := Verbatim{
		ID: x.ID, Source: valid(x.Source), Product: valid(x.Product), PostedAt: moment(x.PostedAt), Rating: rating(x.Rating),
		Title: valid(mask.Text(x.Title)), Text: valid(mask.Stars(x.Text)), URL: valid(x.URL), ExternalID: valid(x.ExternalID),
		Revision: int64(x.Revision), GoneAt: moment(x.Gone),
	}
	if x.Error != "" {
		r.Error = some(valid(mask.Text(x.Error)))
	}
	if a := x.Annotation; a != nil {
		r.Model, r.Language, r.Complaint = some(a.Model), some(a.Language), some(a.Complaint)
		r.Cause, r.Mentions = some(string(a.Cause)), some(int64(len(a.Mentions)))
		r.PProduct, r.PMarketing, r.PService, r.PNone = real(a.P[0]), real(a.P[1]), real(a.P[2]), real(a.P[3])
		r.MentionsService, r.NarrowService = some(a.MentionsService()), some(a.NarrowService())
	}
	return r
}

func some[T any](x T) *T { return &x }

// moment is a time in UTC, nil where it is unknown.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return some(t.UTC())
}

func rating(x float64) *float64 {
	if x == 0 {
		return nil
	}
	return real(x)
}

// real is nil for what is no number: JSON has no word for it.
func real(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// valid is s as UTF-8, which Parquet and JSON demand.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// List is a list of words: a list in JSON and Parquet, JSON in a cell of CSV.
type List []string

// MarshalJSON writes the empty list as [] and never as null.
func (l List) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return json.Marshal([]string(l))
}
