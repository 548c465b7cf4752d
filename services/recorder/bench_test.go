package recorder_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/recorder"
)

// talks is a file of so many activities of three paragraphs each, whose keys are those of one round.
func talks(round, n int) string {
	paragraph := strings.Repeat("What Ada Example says of the law and of those who write it. ", 8)
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"source": "team", "key": "%d-%d", "headline": "A hearing on what a bill would do to volunteers", "kind": "hearing", `+
			`"when": "2024-01-31T19:30", "place": "Brüssel", "priorities": ["privacy"], "links": [{"verb": "read", "label": "what we said", `+
			`"url": "https://example.org/what-we-said"}], "people": [{"name": "Ada Example", "part": "speaker"}], `+
			`"organisations": [{"name": "A Parliament", "part": "host"}], "body": "%s\n\n%s\n\n%s"}`+"\n", round, i, paragraph, paragraph, paragraph)
	}
	return lines.String()
}

// BenchmarkImport is the recorder's share of an import: all but the rows.
func BenchmarkImport(b *testing.B) {
	const n = 5000
	g := localtest.Ground(b, []host.Service{recorder.Run}, apiv1connect.RecorderRecordProcedure)
	client := apiv1connect.NewRecorderClient(g.API.Client())
	send := func(name, content string) *apiv1.ImportResponse {
		stream, err := client.Import(rpc.As(b.Context(), "importer"))
		if err != nil {
			b.Fatal(err)
		}
		for _, piece := range []*apiv1.ImportRequest{
			{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: uuid.NewString()}}},
			{Piece: &apiv1.ImportRequest_File{File: name}},
			{Piece: &apiv1.ImportRequest_Data{Data: []byte(content)}},
		} {
			if err := stream.Send(piece); err != nil {
				b.Fatal(err)
			}
		}
		answer, err := stream.CloseAndReceive()
		if err != nil {
			b.Fatal(err)
		}
		return answer
	}
	send("edition.yaml", edition)
	b.ReportAllocs()
	for round := 0; b.Loop(); round++ {
		if answer := send("talks.jsonl", talks(round, n)); answer.GetRecorded() != n {
			b.Fatal(answer)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "activities/s")
}
