package dontblink

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func (c *cli) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "history ID",
		Short: "Tells who said what of an activity, when and why",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd.Context(), func(ctx context.Context, a *api) error {
				answer, err := a.insights.GetHistory(ctx, &apiv1.GetHistoryRequest{Id: args[0]})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				p := &page{w: c.out}
				for _, change := range answer.GetChanges() {
					p.line("%s", change.GetSentence())
				}
				return p.err
			})
		},
	}
}

// dayOf writes the day of a moment as the API tells it.
func dayOf(at string) string {
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return at
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// fieldWords writes the name of a field as words: "follow_ups" is "follow ups".
func fieldWords(path string) string { return strings.ReplaceAll(path, "_", " ") }

// valueWords writes what an activity says in one field.
func valueWords(a *eventv1.Activity, path string) string {
	m := a.ProtoReflect()
	field := m.Descriptor().Fields().ByName(protoreflect.Name(path))
	if field == nil || !m.Has(field) {
		return "(nothing)"
	}
	if field.Kind() == protoreflect.StringKind && !field.IsList() {
		return m.Get(field).String()
	}
	only := (&eventv1.Activity{}).ProtoReflect()
	only.Set(field, m.Get(field))
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(only.Interface())
	if err != nil {
		return "(unreadable)"
	}
	return string(text)
}
