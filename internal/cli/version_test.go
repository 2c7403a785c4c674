package cli

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/prometheus/common/version"
	"github.com/stretchr/testify/require"
)

func TestVersionPrintsWhatTheBuildHasSet(t *testing.T) {
	was, wasRevision := version.Version, version.Revision
	t.Cleanup(func() { version.Version, version.Revision = was, wasRevision })
	version.Version, version.Revision = "v1.2.3", "0123abcd"

	var text, encoded bytes.Buffer
	require.NoError(t, (&Version{}).Run(Streams{Out: &text}))
	require.Contains(t, text.String(), "lookout v1.2.3\n  revision      0123abcd\n")
	require.NoError(t, (&Version{Output: "json"}).Run(Streams{Out: &encoded}))
	var build map[string]string
	require.NoError(t, json.Unmarshal(encoded.Bytes(), &build))
	require.Equal(t, "v1.2.3", build["version"])
	require.Equal(t, "0123abcd", build["revision"])
}
