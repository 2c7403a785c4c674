package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// TargetsRetire says that targets are gone for good, or will go.
type TargetsRetire struct {
	Remote
	Job       string   `arg:"" help:"The job they belong to, as their label says."`
	Instances []string `arg:"" optional:"" name:"instance" help:"Which: their label instance. Without any, all of the job that are missing."`
	Comment   string   `short:"c" placeholder:"TEXT" help:"Why, for the audit log."`
}

// Help is the text below the flags of `lookout targets retire --help`.
func (*TargetsRetire) Help() string {
	return `A target that is missing is forgotten. One that is there will not be missed if it goes within a day.

Examples:

	lookout targets retire kafka 10.0.0.3:9273 --comment "replaced by kafka-4"
	lookout targets retire web`
}

// Run retires and says how many.
func (c *TargetsRetire) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	asked := map[string]any{"job": c.Job, "instances": c.Instances, "comment": c.Comment}
	var done struct{ Forgotten, Announced int }
	if err := server.call(ctx, http.MethodPost, "/lookout/api/v1/targets/retire", nil, asked, &done); err != nil {
		return err
	}
	var said []string
	if done.Forgotten > 0 {
		said = append(said, plural(done.Forgotten, "missing target")+" retired")
	}
	if done.Announced > 0 {
		said = append(said, plural(done.Announced, "target")+" will not be missed if gone within a day")
	}
	fmt.Fprintln(streams.Out, strings.Join(said, ", "))
	return nil
}
