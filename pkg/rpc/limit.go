package rpc

import (
	"context"
	"strings"
	"time"
)

// longestQuestion is how long a question may take: whoever asks is better told than left waiting, also when what would answer stands still
// and says nothing. Commands have no such limit here: how long they try, and what is known then, they say by themselves.
const longestQuestion = 10 * time.Second

// limited ends a question in time.
func limited(ctx context.Context, procedure string) (context.Context, context.CancelFunc) {
	if !asks(procedure) {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, longestQuestion)
}

// asks reports whether a method changes nothing, by the word that it begins with.
func asks(procedure string) bool {
	method := procedure[strings.LastIndex(procedure, "/")+1:]
	for _, word := range []string{"Get", "List", "Count", "Find", "Search"} {
		if strings.HasPrefix(method, word) {
			return true
		}
	}
	return false
}
