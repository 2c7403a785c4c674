package picture

import (
	"image/color"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
)

// theme are the colours of the web application, by meaning.
type theme struct {
	scheme                      colour.Scheme
	page, panel, line, lineSoft color.NRGBA
	text, muted, faint, grid    color.NRGBA
	accent, bad, warn, track    color.NRGBA
}

func themeOf(scheme colour.Scheme) theme {
	c := scheme.Named
	if scheme == colour.Light {
		return theme{
			scheme: scheme, page: c("#f6f7f9"), panel: c("#ffffff"), line: c("#e1e4ea"), lineSoft: c("#edeff3"), text: c("#1b2029"), muted: c("#5b6472"),
			faint: c("#687180"), grid: c("rgba(0, 10, 23, 0.09)"), accent: c("#245dc1"), bad: c("#c62f36"), warn: c("#9a6200"), track: c("#eceef2"),
		}
	}
	return theme{
		scheme: scheme, page: c("#0e1014"), panel: c("#15181e"), line: c("#282e38"), lineSoft: c("#1f242c"), text: c("#d5d9e0"), muted: c("#98a1b0"),
		faint: c("#7d8696"), grid: c("rgba(240, 250, 255, 0.09)"), accent: c("#7baaf7"), bad: c("#f4757a"), warn: c("#e8b04a"), track: c("#22272f"),
	}
}

var (
	small = style{regular, 12}
	plain = style{regular, 13}
	title = style{bold, 13}
)
