package dontblink

// messages reads what a stream of messages carries, as one run of bytes.
// A message without bytes is passed over; io.EOF of the stream is that of the run.
type messages[M interface{ GetData() []byte }] struct {
	receive func() (M, error)
	rest    []byte
}

// Read implements io.Reader.
func (m *messages[M]) Read(p []byte) (int, error) {
	for len(m.rest) == 0 {
		next, err := m.receive()
		if err != nil {
			return 0, err
		}
		m.rest = next.GetData()
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}
