package store

import (
	"encoding/json"
	"math"
	"runtime"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"gripe/pipeline/opinion"
)

// ready is what is to be written of an annotation, as far as it does not hang on
// the database: there is one writer, and everything else can be done beside it.
type ready struct {
	reading           reading // but for what is known of the text
	facets            facets
	aspects, entities string
	keys              []uint32
}

// prepareAll prepares annotations on all processors.
func prepareAll(items []opinion.Annotated) ([]ready, error) {
	out := make([]ready, len(items))
	var g errgroup.Group
	part := len(items)/runtime.GOMAXPROCS(0) + 1
	for first := 0; first < len(items); first += part {
		g.Go(func() (err error) {
			codes := ownCodes()
			for i := first; i < min(first+part, len(items)) && err == nil; i++ {
				out[i], err = codes.prepare(&items[i])
			}
			return err
		})
	}
	return out, g.Wait()
}

func (c *codes) prepare(it *opinion.Annotated) (r ready, err error) {
	r.keys = keysOf(it.Sketch)
	a := &it.Annotation
	if it.Err != "" || checkAnnotation(a, math.MaxInt) != nil {
		return r, nil // to be quarantined
	}
	r.reading = reading{language: clean(a.Language), complaint: a.Complaint, service: a.MentionsService(), narrow: a.NarrowService(),
		cause: int64(a.Cause.Index()), mentions: c.packMentions(a.Mentions)}
	for i := range a.P {
		r.reading.p[i] = packP(a.P[i])
	}
	if r.aspects, r.entities = packAspects(a.Mentions), packEntities(a.Entities); r.aspects != nothing {
		for i := range a.Mentions {
			r.reading.aspects = append(r.reading.aspects, a.Mentions[i].Aspects)
		}
	}
	r.facets, err = facetsOf(r.reading.language, a.Complaint, r.reading.cause, r.reading.mentions)
	return r, err
}

// nothing is an empty list.
const nothing = "[]"

// packAspects writes those of mentions as the column of the table detail wants
// them: a list of lists, or nothing.
func packAspects(mentions []opinion.Mention) string {
	if !slices.ContainsFunc(mentions, func(m opinion.Mention) bool { return len(m.Aspects) > 0 }) {
		return nothing
	}
	return string(appendList(nil, mentions, func(b []byte, m opinion.Mention) []byte {
		return appendList(b, m.Aspects, appendString)
	}))
}

// packEntities writes entities as lists of start, end, text and label.
func packEntities(entities []opinion.Entity) string {
	return string(appendList(nil, entities, func(b []byte, e opinion.Entity) []byte {
		b = strconv.AppendInt(append(b, '['), int64(e.Start), 10)
		b = strconv.AppendInt(append(b, ','), int64(e.End), 10)
		b = appendString(append(b, ','), e.Text)
		return append(appendString(append(b, ','), e.Label), ']')
	}))
}

func appendList[T any](b []byte, list []T, item func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, list[i])
	}
	return append(b, ']')
}

// appendString writes a string as JSON. encoding/json would cost more than all
// else of an annotation.
func appendString(b []byte, s string) []byte {
	s = clean(s)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, err := json.Marshal(s)
			if err != nil { // no clean string is refused
				return append(b, `""`...)
			}
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
