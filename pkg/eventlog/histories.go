package eventlog

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/thing"
)

const (
	// asked is how many things one question is about: the server answers for 1,024 at the most.
	asked = 1000
	// askedBytes is how long their names may be together; a message holds a megabyte, and the rest is room.
	askedBytes = 500 << 10
	// loadedAtOnce is how many histories are loaded at a time.
	loadedAtOnce = 16
)

// LoadAll returns the histories of many things, in their order, each as Load would. What does not exist and what consists of one
// event costs a share of one question for a thousand.
func (l *Log) LoadAll(ctx context.Context, things []thing.Thing) ([]History, error) {
	histories := make([]History, len(things))
	var longer []int // the histories that have more than one event
	for from := 0; from < len(things); {
		subjects := subjectsUpTo(things[from:])
		last, err := l.lastOf(ctx, subjects)
		if err != nil {
			return nil, err
		}
		for i, subject := range subjects {
			switch r, exists := last[subject]; {
			case !exists:
			case r.Version == 1:
				histories[from+i] = History{r}
			default:
				longer = append(longer, from+i)
			}
		}
		from += len(subjects)
	}
	return histories, l.loadEach(ctx, things, longer, histories)
}

// subjectsUpTo returns the subjects of as many things as one question may be about.
func subjectsUpTo(things []thing.Thing) (subjects []string) {
	length := 0
	for _, t := range things[:min(len(things), asked)] {
		subject := Subject(t)
		if length += len(subject); length > askedBytes && len(subjects) > 0 {
			break
		}
		subjects = append(subjects, subject)
	}
	return subjects
}

// lastOf returns the last event under each of the subjects that has one.
func (l *Log) lastOf(ctx context.Context, subjects []string) (map[string]Recorded, error) {
	last := make(map[string]Recorded)
	for len(subjects) > 0 {
		messages, more, err := l.pages(ctx, question{LastBySubjects: subjects})
		if err != nil {
			return nil, err
		}
		events, err := l.decode(ctx, messages)
		if err != nil {
			return nil, err
		}
		for i := range events {
			last[messages[i].subject] = events[i]
		}
		if !more {
			break
		}
		// The server had no room for all: it is asked for the others.
		subjects = slices.DeleteFunc(slices.Clone(subjects), func(s string) bool { _, known := last[s]; return known })
	}
	return last, nil
}

// loadEach loads those of the things that are named by their place, several at a time.
func (l *Log) loadEach(ctx context.Context, things []thing.Thing, which []int, histories []History) error {
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(loadedAtOnce)
	for _, i := range which {
		all.Go(func() (err error) {
			histories[i], err = l.Load(ctx, things[i])
			return err
		})
	}
	return all.Wait()
}
