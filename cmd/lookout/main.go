// Command lookout watches services: it collects, keeps, judges and notifies from one binary.
package main

import (
	"context"
	"os"

	"github.com/lookout-monitor/lookout/internal/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Standard()))
}
