package linear

import (
	"sync"

	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// record is one verbatim ready to train on: a bag per mention and its targets,
// -1 where unknown.
type record struct {
	domain string
	bags   []bag
	labels []target
	cause  int16
	aux    bool
}

// target holds the labels of one mention by head (headCause unused).
type target struct {
	y         [heads]int16
	complaint bool
}

// cache keeps the bags of passages over the folds of an evaluation, by id:
// features do not depend on what is trained.
type cache struct {
	mu   sync.Mutex
	bags map[string][]bag
}

func (c *cache) get(key string, p *opinion.Passage) []bag {
	c.mu.Lock()
	b, ok := c.bags[key]
	c.mu.Unlock()
	if ok {
		return b
	}
	var e extractor
	b = make([]bag, len(p.Spans))
	var scratch bag
	for i := range b {
		scratch.reset()
		e.mention(&scratch, p, i)
		for g := range scratch {
			b[i][g] = append([]uint32(nil), scratch[g]...)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bags == nil {
		c.bags = map[string][]bag{}
	}
	c.bags[key] = b
	return b
}

func (c *cache) doc(d *gold.Doc) record {
	r := record{domain: d.Domain, bags: c.get("gold/"+d.ID, &d.Passage), cause: int16(d.Cause.Index())}
	r.labels = make([]target, len(d.Labels))
	for i, l := range d.Labels {
		t := &r.labels[i]
		t.complaint = l.Complaint()
		t.y = [heads]int16{int16(l.Polarity.Index()), -1, int16(l.Theme.Index()), int16(l.Stage.Index()), 0, -1}
		if c := l.Class.Index(); c < 3 {
			t.y[headClass] = int16(c)
		}
		if l.Gap {
			t.y[headGap] = 1
		}
	}
	return r
}

func (c *cache) aux(a *gold.Aux) record {
	t := target{complaint: a.Polarity.Complaint(), y: [heads]int16{int16(a.Polarity.Index()), -1, -1, -1, -1, -1}}
	if k := a.Class.Index(); k < 3 {
		t.y[headClass] = int16(k)
	}
	return record{
		domain: a.Source + "/" + a.Domain, bags: c.get("aux/"+a.Source+"/"+a.ID, &a.Passage),
		labels: []target{t}, cause: -1, aux: true,
	}
}

// domains numbers the domains of records in order of first appearance.
func domains(recs []record) (ids []int, n int) {
	seen := map[string]int{}
	for i := range recs {
		id, ok := seen[recs[i].domain]
		if !ok {
			id = len(seen)
			seen[recs[i].domain] = id
		}
		ids = append(ids, id)
	}
	return ids, len(seen)
}
