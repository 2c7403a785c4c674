package cli

import (
	"cmp"
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
	build := thisBuild()
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

// thisBuild describes the running program.
func thisBuild() buildDescription {
	info, ok := debug.ReadBuildInfo()
	if !ok { // built without modules
		info = &debug.BuildInfo{}
	}
	return describeBuild(info)
}

// describeBuild tells version and revision as the build has set them, which is what a
// running server answers too. A build that sets none, such as `go install`, leaves what the
// toolchain knows.
func describeBuild(info *debug.BuildInfo) buildDescription {
	d := buildDescription{
		Version:   cmp.Or(version.Version, info.Main.Version),
		Revision:  version.GetRevision(),
		GoVersion: version.GoVersion,
		Platform:  version.GoOS + "/" + version.GoArch,
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
