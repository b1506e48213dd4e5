package audit

import (
	"fmt"
	"net/url"
	"strconv"
	"sync"

	"gripe/pipeline/opinion"
)

// book holds the tasks while they are read. Tasks are numbered from 1.
type book struct {
	mu    sync.Mutex
	tasks []opinion.AuditTask
}

func (b *book) size() int { return len(b.tasks) }

// at is a copy of task n; ok is false where there is none.
func (b *book) at(n int) (t opinion.AuditTask, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n < 1 || n > len(b.tasks) {
		return t, false
	}
	return b.tasks[n-1], true
}

// label marks task n as done.
func (b *book) label(n int, a opinion.Audit) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tasks[n-1].Done = &a
}

// labelled counts the tasks that are done.
func (b *book) labelled() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for i := range b.tasks {
		if b.tasks[i].Done != nil {
			n++
		}
	}
	return n
}

// after is the next task without a label after task n, from the beginning
// again where there is none behind; 0 where all are done. Task n itself comes
// last, so that what was skipped comes round.
func (b *book) after(n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.tasks {
		at := (n + i) % len(b.tasks)
		if b.tasks[at].Done == nil {
			return at + 1
		}
	}
	return 0
}

// answer is what a form holds, as it was sent: it is shown again where it
// cannot be taken.
type answer struct {
	cause    string
	polarity []string
	class    []string
}

// answerOf reads a form about a task.
func answerOf(form url.Values, spans int) answer {
	a := answer{cause: form.Get("cause"), polarity: make([]string, spans), class: make([]string, spans)}
	for i := range spans {
		a.polarity[i], a.class[i] = form.Get("p"+strconv.Itoa(i)), form.Get("c"+strconv.Itoa(i))
	}
	return a
}

// answered is the label that a task has; without one all is empty. The model's
// answer never stands here: see the package comment.
func answered(t *opinion.AuditTask) answer {
	a := answerOf(nil, len(t.Spans))
	if t.Done == nil {
		return a
	}
	a.cause = string(t.Done.Cause)
	for i, s := range t.Spans {
		for _, m := range t.Done.Mentions {
			if m.Start == s.Start && m.End == s.End {
				a.polarity[i], a.class[i] = string(m.Polarity), string(m.Class)
			}
		}
	}
	return a
}

// audit turns an answer into a label; the error tells the reader what to do.
func (a *answer) audit(t *opinion.AuditTask) (opinion.Audit, error) {
	v := &t.Verbatim
	label := opinion.Audit{ID: v.ID, Content: v.Content()}
	if a.cause == "" {
		return label, fmt.Errorf("choose whose it is to fix: 1, 2, 3 or 4")
	}
	var err error
	if label.Cause, err = opinion.ParseClass(a.cause); err != nil {
		return label, fmt.Errorf("choose one of the four causes")
	}
	for i, s := range t.Spans {
		if a.polarity[i] == "" && a.class[i] == "" {
			continue
		}
		m, err := judged(s, a.polarity[i], a.class[i])
		if err != nil {
			return label, fmt.Errorf("sentence %d: %w", i+1, err)
		}
		label.Mentions = append(label.Mentions, m)
	}
	return label, nil
}
