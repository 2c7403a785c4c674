// Package cli is what a person types: a file for each command of the lookout program.
//
// Words and streams flow in; text, tables or JSON and an exit code flow out. Commands that
// ask a running server speak the same HTTP API as everyone else, and commands that work on
// a data folder refuse one that is in use. The package refuses to know how anything is
// built: a server is app's work, a block that of metrics.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1 // the command failed, or it looked for problems and found some
	exitUsage  = 2 // the command line itself makes no sense
)

// commands is the whole command line; kong reads its tags.
type commands struct {
	Serve      Serve      `cmd:"" help:"Run Lookout: collect, keep, judge, notify, and serve the page and the API."`
	Check      Check      `cmd:"" help:"Look for mistakes without running anything."`
	Query      Query      `cmd:"" help:"Ask the metrics in PromQL, at one time or over a range."`
	Targets    Targets    `cmd:"" help:"List what is scraped and what is missed, and retire what is gone."`
	Alerts     Alerts     `cmd:"" help:"List the alerts that are firing or pending."`
	Silence    Silence    `cmd:"" help:"Keep alerts quiet for a while."`
	Probe      Probe      `cmd:"" help:"Ask a service from outside, once, and explain what came of it."`
	Pushed     Pushed     `cmd:"" help:"List what jobs have pushed, show it, and delete it."`
	Heartbeats Heartbeats `cmd:"" help:"List the cron jobs that check in, and how each is doing."`
	Doctor     Doctor     `cmd:"" help:"Look for what is wrong with this installation, and how to mend it."`
	Backup     Backup     `cmd:"" help:"Copy everything Lookout keeps into a folder, while it runs."`
	Restore    Restore    `cmd:"" help:"Put a backup where a server finds it."`
	Import     Import     `cmd:"" help:"Take over what another system has kept."`
	Version    Version    `cmd:"" help:"Print the version, and those of the embedded Prometheus and Alertmanager."`
	Completion Completion `cmd:"" help:"Print the completion script for a shell."`
	Complete   Complete   `cmd:"" name:"__complete" hidden:"" passthrough:"" help:"Answer a completion script."`
}

const description = `Lookout watches services: it finds what to watch, collects and keeps metrics, judges alert rules and notifies people, from one binary.

Exit codes: 0 done, 1 failed or found problems, 2 wrong usage.`

// errShown ends a command whose outcome is on the screen already: nothing more to print.
var errShown = errors.New("outcome already shown")

// usageError is a command line that parses but cannot be meant.
type usageError struct{ error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// Main runs one command line and returns the exit code of the process. SIGINT and SIGTERM
// cancel the command's context, so that what it began is ended in order.
func Main(ctx context.Context, args []string, streams Streams) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()

	parser, err := newParser(ctx, &commands{}, streams)
	if err != nil {
		fmt.Fprintf(streams.Err, "lookout: build command line: %v\n", err)
		return exitFailed
	}
	if len(args) == 0 {
		showOverview(parser, streams)
		return exitUsage
	}
	selected, err := parser.Parse(args)
	if err != nil {
		return reportParse(err, streams)
	}
	return report(selected, selected.Run(), streams)
}

func newParser(ctx context.Context, grammar *commands, streams Streams) (*kong.Kong, error) {
	return kong.New(grammar,
		kong.Name("lookout"),
		kong.Description(description),
		kong.Writers(streams.Out, streams.Err),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Help(showHelp),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams),
	)
}

// showHelp ends parsing with errShown where kong's own would end the process.
func showHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	return errShown
}

// showOverview answers the bare program name: not an error worth a message, but no success either.
func showOverview(parser *kong.Kong, streams Streams) {
	parser.Stdout = streams.Err
	_, _ = parser.Parse([]string{"--help"})
}

func reportParse(err error, streams Streams) int {
	if errors.Is(err, errShown) {
		return exitOK
	}
	fmt.Fprintf(streams.Err, "lookout: %v\n", err)
	var parse *kong.ParseError
	command := "lookout"
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			command = node.FullPath()
		}
	}
	fmt.Fprintf(streams.Err, "Run \"%s --help\" for what it takes.\n", command)
	return exitUsage
}

func report(selected *kong.Context, err error, streams Streams) int {
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errShown):
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintf(streams.Err, "lookout: %v\n", err)
		fmt.Fprintf(streams.Err, "Run \"%s --help\" for what it takes.\n", selected.Selected().FullPath())
		return exitUsage
	default:
		fmt.Fprintf(streams.Err, "lookout: %v\n", err)
		return exitFailed
	}
}
