package reference

import (
	"testing"

	"github.com/lookout-monitor/lookout/internal/config"
)

func TestConfigurationPage(t *testing.T) {
	hold(t, "configuration.md", generated+config.Reference())
}
