package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
)

// File is one that was written.
type File struct {
	Path  string
	What  string
	Count int
	Bytes int64
}

// Write writes the corpus into a folder: the edition, the first recordings, and what was amended and withdrawn later. The files
// are meant to be imported in the order returned.
func (c *Corpus) Write(dir string) ([]File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	text, err := c.file.yaml()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "edition.yaml")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return nil, err
	}
	files := []File{{path, "edition", 1, int64(len(text))}}
	lines, err := c.writeLines(dir)
	return append(files, lines...), err
}

func (c *Corpus) writeLines(dir string) ([]File, error) {
	names := []string{"activities.jsonl", "amendments.jsonl", "withdrawals.jsonl"}
	var lines [3]*lineFile
	for n, name := range names {
		f, err := createLines(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		lines[n] = f
	}
	if err := c.writeAll(lines[0], lines[1], lines[2]); err != nil {
		return nil, err
	}
	var files []File
	for n, what := range []string{"activities", "amendments", "withdrawals"} {
		if err := errors.Join(lines[n].buffer.Flush(), lines[n].Close()); err != nil {
			return nil, err
		}
		files = append(files, File{lines[n].Name(), what, lines[n].count, lines[n].bytes})
	}
	return files, nil
}

// lineFile counts what is written to it.
type lineFile struct {
	*os.File
	buffer *bufio.Writer
	count  int
	bytes  int64
}

func createLines(path string) (*lineFile, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	const size = 1 << 18
	return &lineFile{File: f, buffer: bufio.NewWriterSize(f, size)}, nil
}

// add appends some lines.
func (f *lineFile) add(lines *lines) error {
	n, err := f.buffer.Write(lines.Bytes())
	f.bytes += int64(n)
	f.count += lines.count
	return err
}
