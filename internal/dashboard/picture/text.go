package picture

import (
	"html"
	"regexp"
	"strings"
)

var (
	tag       = regexp.MustCompile(`(?s)<(script|style)[^>]*>.*?</(script|style)>|<!--.*?-->|<[^>]*>`)
	breaks    = regexp.MustCompile(`(?i)<(br|/p|/div|/h\d|/li|/tr)[^>]*>`)
	mdLink    = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	mdMarks   = regexp.MustCompile("\\*\\*|__|`")
	mdHeading = regexp.MustCompile(`^#{1,6}\s+`)
	mdBullet  = regexp.MustCompile(`^\s*[-*+]\s+`)
)

// longestPanelText bounds what of a text is read.
const longestPanelText = 20_000

// drawText writes a text panel without its markup: headings larger, lists with dots.
func drawText(c *canvas, b box, v *view) {
	content := v.fill(v.options.Text("content"))
	if len(content) > longestPanelText {
		content = content[:longestPanelText]
	}
	if v.options.TextOr("mode", "markdown") != "code" {
		content = html.UnescapeString(tag.ReplaceAllString(breaks.ReplaceAllString(content, "\n"), ""))
	}
	y := b.y + 14
	for paragraph := range strings.Lines(content) {
		s, text := lineStyle(strings.TrimSpace(paragraph), v.options.TextOr("mode", "markdown"))
		for _, line := range c.wrapped(text, s, b.w-24, 200) {
			if y > b.bottom()-6 {
				return
			}
			c.text(line, b.x+12, y, s, c.theme.text, left)
			y += s.size * 1.5
		}
	}
}

func lineStyle(line, mode string) (style, string) {
	if mode != "markdown" {
		return plain, line
	}
	line = mdMarks.ReplaceAllString(mdLink.ReplaceAllString(line, "$1"), "")
	if heading := mdHeading.FindString(line); heading != "" {
		return style{bold, max(13, 22-2*float64(len(strings.TrimSpace(heading))))}, strings.TrimPrefix(line, heading)
	}
	if mdBullet.MatchString(line) {
		return plain, "•  " + mdBullet.ReplaceAllString(line, "")
	}
	return plain, line
}
