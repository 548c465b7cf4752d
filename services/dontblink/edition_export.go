package dontblink

import (
	"context"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/exchange"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// editionExportCommand asks for no month: a file without the years before would tell older issues otherwise.
func (c *cli) editionExportCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "export",
		Short:   "Prints the edition as a file that import takes",
		Long:    "Prints the whole edition, with all that held in any month, as YAML. Imported where there is none it is the same edition.",
		Example: `  dontblink edition export > edition.yaml`,
		Args:    nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return exchange.WriteEdition(c.out, answer.GetEdition())
			})
		},
	}
}
