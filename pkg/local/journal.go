package local

import (
	"io"
	"os"
	"strings"
)

// journal is the file that Postgres writes its own log to. It only grows by what is worth a look, so one older file is enough.
type journal struct {
	*os.File
	start int64
}

const journalLimit = 8 << 20

func openJournal(path string) (*journal, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > journalLimit {
		if err := os.Rename(path, path+".old"); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	end, err := file.Seek(0, io.SeekEnd)
	return &journal{File: file, start: end}, err
}

// last returns the last lines written since it was opened, in one line.
func (j *journal) last(lines int) string {
	info, err := j.Stat()
	if err != nil {
		return ""
	}
	from := max(j.start, info.Size()-4096)
	text, _ := io.ReadAll(io.NewSectionReader(j, from, info.Size()-from))
	all := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
	return strings.Join(all[max(0, len(all)-lines):], "; ")
}
