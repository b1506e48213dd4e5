package serve

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// cache keeps what takes long to count. A value is counted once however many
// ask for it; one that the database has outgrown is shown, as of when it was
// counted, while it is counted again. The oldest unused make room.
type cache struct {
	ctx     context.Context // ends all counting
	now     func() time.Time
	version func(context.Context) (int64, error)
	most    int
	turns   chan struct{} // one counts at a time: pages must not wait for processors
	queue   int           // bounds how many wait for that

	busy sync.WaitGroup

	mu      sync.Mutex
	entries map[string]*list.Element
	used    *list.List // of *entry, the one used last in front
	waiting int
}

// entry is a value, or one that is being counted.
type entry struct {
	key     string
	counted *counted      // nil until counted first
	busy    chan struct{} // closed when counting ends; nil when none is
	err     error         // of the last counting
}

// counted is a value as of a time.
type counted struct {
	value   any
	at      time.Time
	version int64
	// Stale: the database was written to since; newer figures are on the way.
	stale bool
}

// errBusy: too much is being counted already.
var errBusy = errors.New("more weeks are asked for at once than can be counted")

func newCache(ctx context.Context, now func() time.Time, version func(context.Context) (int64, error), most int) *cache {
	return &cache{ctx: ctx, now: now, version: version, most: most, turns: make(chan struct{}, 1), queue: 16,
		entries: map[string]*list.Element{}, used: list.New()}
}

// get gives the value of key, counting it with count where it is not there. ok
// is false where it is still being counted after patience, which goes on.
func (c *cache) get(ctx context.Context, key string, patience time.Duration, count func(context.Context) (any, error)) (v counted, ok bool, err error) {
	version, err := c.version(ctx)
	if err != nil {
		return v, false, err
	}
	c.mu.Lock()
	e := c.entry(key)
	if e.counted != nil && e.counted.version == version {
		v = *e.counted
		c.mu.Unlock()
		return v, true, nil
	}
	switch {
	case e.busy != nil:
	case c.waiting < c.queue:
		c.waiting++
		e.busy = make(chan struct{})
		c.busy.Go(func() { c.count(e, version, count) })
	case e.counted == nil:
		c.drop(e)
		c.mu.Unlock()
		return v, false, errBusy
	}
	busy := e.busy
	if e.counted != nil {
		v = *e.counted
		v.stale = true
		c.mu.Unlock()
		return v, true, nil
	}
	c.mu.Unlock()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-busy:
	case <-timer.C:
		return v, false, nil
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.err != nil || e.counted == nil {
		return v, false, e.err
	}
	return *e.counted, true, nil
}

// entry finds or makes the entry of key. Where there are too many, those that
// were not used for longest go, but for what is being counted.
func (c *cache) entry(key string) *entry {
	if x, ok := c.entries[key]; ok {
		c.used.MoveToFront(x)
		return x.Value.(*entry)
	}
	e := &entry{key: key}
	c.entries[key] = c.used.PushFront(e)
	for x := c.used.Back(); x != nil && c.used.Len() > c.most; {
		before := x.Prev()
		if old := x.Value.(*entry); old != e && old.busy == nil {
			c.drop(old)
		}
		x = before
	}
	return e
}

// drop forgets an entry.
func (c *cache) drop(e *entry) {
	if x, ok := c.entries[e.key]; ok && x.Value == e {
		c.used.Remove(x)
		delete(c.entries, e.key)
	}
}

// count counts for all who ask, whoever of them goes away meanwhile.
func (c *cache) count(e *entry, version int64, count func(context.Context) (any, error)) {
	var value any
	var err error
	select {
	case c.turns <- struct{}{}:
		value, err = safely(c.ctx, count)
		<-c.turns
	case <-c.ctx.Done():
		err = c.ctx.Err()
	}
	at := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting--
	e.err = err
	if err == nil {
		e.counted = &counted{value: value, at: at, version: version}
	} else if e.counted == nil {
		c.drop(e) // whoever asks next tries again
	}
	close(e.busy)
	e.busy = nil
}

// safely turns a panic, which would end the server, into an error.
func safely(ctx context.Context, count func(context.Context) (any, error)) (value any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a defect of gripe, please report it: %v", r)
		}
	}()
	return count(ctx)
}

// wait waits until nothing is being counted.
func (c *cache) wait() { c.busy.Wait() }
