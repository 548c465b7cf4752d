package person

// join takes a line of running text into the run before it, or begins another. The rows of a table do not go together.
func (b *blocks) join(from, to int) {
	b.extend(to)
	if !b.run {
		b.runs = append(b.runs, stretch{from, to})
	}
	b.run = !b.table || !b.certain
}

// extend takes a line into the run before it, if that goes on.
func (b *blocks) extend(to int) {
	if b.run {
		b.runs[len(b.runs)-1].to = to
	}
}

// mask blanks the signs before the content of a line: what stands inline goes on behind them.
func (b *blocks) mask(from, to int) {
	if b.masked == nil {
		b.masked = []byte(b.text)
	}
	for i := from; i < to; i++ {
		if b.masked[i] != '\n' {
			b.masked[i] = ' '
		}
	}
}

func (b *blocks) unmarked() string {
	if b.masked == nil {
		return b.text
	}
	return string(b.masked)
}

// readRuns closes what would be closed if each run were one paragraph.
func (s *sketch) readRuns(text string) {
	lines := s.lines
	for _, run := range s.runs {
		for len(lines) > 0 && lines[0].from < run.from {
			lines = lines[1:]
		}
		if len(lines) > 0 && lines[0] == run {
			continue
		}
		together := &sketch{labels: s.labels}
		(&inline{text: text[:run.to], at: run.from, sketch: together}).read()
		s.closed = append(s.closed, together.closed...)
	}
}
