package cli

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/prometheus/common/version"
)

// Version prints what this binary is made of.
type Version struct {
	Output string `short:"o" default:"text" enum:"text,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout version --help`.
func (*Version) Help() string {
	return `Examples:

	lookout version
	lookout version -o json`
}

// Run prints the version.
func (c *Version) Run(streams Streams) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("read build information: this binary was built without Go modules")
	}
	build := describeBuild(info)
	if c.Output == "json" {
		return writeJSON(streams.Out, build)
	}
	_, err := fmt.Fprint(streams.Out, build)
	return err
}

// buildDescription is what `lookout version -o json` prints.
type buildDescription struct {
	Version      string `json:"version"`
	Revision     string `json:"revision"`
	GoVersion    string `json:"goVersion"`
	Platform     string `json:"platform"`
	Prometheus   string `json:"prometheus"`
	Alertmanager string `json:"alertmanager"`
}

// thisVersion is the version alone.
func thisVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return describeBuild(info).Version
	}
	return version.Version
}

func describeBuild(info *debug.BuildInfo) buildDescription {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	d := buildDescription{
		Version:   cmp.Or(version.Version, info.Main.Version),
		Revision:  settings["vcs.revision"],
		GoVersion: info.GoVersion,
		Platform:  settings["GOOS"] + "/" + settings["GOARCH"],
	}
	if d.Revision == "" {
		d.Revision = "unknown"
	}
	if settings["vcs.modified"] == "true" {
		d.Revision += " (modified)"
	}
	for _, module := range info.Deps {
		switch module.Path {
		case "github.com/prometheus/prometheus":
			d.Prometheus = module.Version
		case "github.com/prometheus/alertmanager":
			d.Alertmanager = module.Version
		}
	}
	return d
}

func (d buildDescription) String() string {
	return fmt.Sprintf("lookout %s\n  revision      %s\n  go            %s\n  platform      %s\n  prometheus    %s\n  alertmanager  %s\n",
		d.Version, d.Revision, d.GoVersion, d.Platform, d.Prometheus, d.Alertmanager)
}
