package pushgateway

import (
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/common/model"
)

// Config bounds what is kept of what others push. Its tags are the reference documentation.
type Config struct {
	TTL               model.Duration `yaml:"ttl" help:"How long a group is kept after its last push, where the push itself did not say (\"?ttl=\" or the header \"Lookout-TTL\"). Without it groups stay until somebody deletes them." default:"forever" example:"24h"`
	MaxGroups         int            `yaml:"max_groups" help:"How many groups are kept; a push that would make one more is refused." default:"20000" example:"50000"`
	MaxSamples        int            `yaml:"max_samples" help:"How many samples all groups may hold together." default:"300000" example:"1000000"`
	MaxSamplesPerPush int            `yaml:"max_samples_per_push" help:"How many samples one push may carry." default:"50000" example:"10000"`
}

// DefaultConfig is what holds where nothing is configured: room for a large
// company's cron jobs, in a quarter of a gigabyte as a rule.
func DefaultConfig() Config {
	return Config{MaxGroups: 20_000, MaxSamples: 300_000, MaxSamplesPerPush: 50_000}
}

// UnmarshalYAML reads a block over the defaults.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = DefaultConfig()
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate refuses bounds under which nothing could be pushed.
func (c *Config) Validate() error {
	for _, bound := range []struct {
		name  string
		value int
	}{{"max_groups", c.MaxGroups}, {"max_samples", c.MaxSamples}, {"max_samples_per_push", c.MaxSamplesPerPush}} {
		if bound.value < 1 {
			return fmt.Errorf("%s: must be 1 or more", bound.name)
		}
	}
	if c.MaxSamplesPerPush > c.MaxSamples {
		return errors.New("max_samples_per_push: is more than max_samples, which all groups share")
	}
	return nil
}

// lifetime is how long a group is kept after its last push; 0 is forever.
func (c *Config) lifetime(asked *time.Duration) time.Duration {
	if asked != nil {
		return *asked
	}
	return time.Duration(c.TTL)
}
