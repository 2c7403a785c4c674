package app

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLogHidesSecretsWhereverTheyStand(t *testing.T) {
	var written strings.Builder
	hide := func(text string) string { return strings.ReplaceAll(text, "hunter2", "${PW}") }
	logger := slog.New(masking{slog.NewTextHandler(&written, nil), hide})
	logger = logger.With("url", "http://hunter2").WithGroup("g").With("again", errors.New("hunter2"))
	logger.Info("constant", "err", errors.New("get hunter2"), "list", []string{"hunter2"}, "count", 7, slog.Group("in", "deep", "hunter2"))
	require.NotContains(t, written.String(), "hunter2")
	for _, want := range []string{"url=http://${PW}", "g.again=${PW}", `g.err="get ${PW}"`, "g.list=[${PW}]", "g.count=7", "g.in.deep=${PW}"} {
		require.Contains(t, written.String(), want)
	}
}
