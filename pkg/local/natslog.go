package local

import (
	"fmt"
	"log/slog"
	"sync"
)

// serverLog hands what the NATS server says to slog. The server would end the process on what it calls fatal; here the first such
// sentence is kept, and becomes the error of the start.
type serverLog struct {
	mu    sync.Mutex
	first error
}

func (l *serverLog) Fatalf(format string, v ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.first == nil {
		l.first = fmt.Errorf(format, v...)
	}
}

func (l *serverLog) fatal() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first
}

func (l *serverLog) Errorf(format string, v ...any) { slog.Warn("nats: " + fmt.Sprintf(format, v...)) }
func (l *serverLog) Warnf(format string, v ...any)  { slog.Warn("nats: " + fmt.Sprintf(format, v...)) }

func (l *serverLog) Noticef(format string, v ...any) {
	slog.Debug("nats: " + fmt.Sprintf(format, v...))
}
func (l *serverLog) Debugf(format string, v ...any) { slog.Debug("nats: " + fmt.Sprintf(format, v...)) }
func (l *serverLog) Tracef(format string, v ...any) { slog.Debug("nats: " + fmt.Sprintf(format, v...)) }
