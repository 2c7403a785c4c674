package otlp

import (
	"errors"
	"fmt"
	"net"
)

// Address of the gRPC listener where none is configured, and the word for none.
const (
	defaultGRPC = "127.0.0.1:4317"
	noGRPC      = "off"
)

// Config says how OpenTelemetry's data is received. Its tags are the reference documentation.
type Config struct {
	GRPC            string `yaml:"grpc" help:"Address for OTLP over gRPC, or \"off\". Where it is set, a start fails when the port is taken; the default is only warned of then." default:"127.0.0.1:4317" example:"0.0.0.0:4317"`
	MaxDeltaStreams int    `yaml:"max_delta_streams" help:"How many streams of delta temporality are summed up to cumulative ones in memory. 0 refuses delta temporality." default:"50000" example:"0"`
}

// DefaultConfig is what holds where nothing is configured.
func DefaultConfig() Config { return Config{MaxDeltaStreams: 50_000} }

// UnmarshalYAML reads a block over the defaults.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = DefaultConfig()
	type plain Config
	return unmarshal((*plain)(c))
}

// Address is where to listen for gRPC, empty for nowhere, and whether somebody
// asked for it: the default is not worth failing for.
func (c *Config) Address() (address string, asked bool) {
	switch c.GRPC {
	case "":
		return defaultGRPC, false
	case noGRPC:
		return "", true
	}
	return c.GRPC, true
}

// Validate refuses an address that cannot be one.
func (c *Config) Validate() error {
	if c.GRPC != "" && c.GRPC != noGRPC {
		if _, _, err := net.SplitHostPort(c.GRPC); err != nil {
			return fmt.Errorf("grpc: %q is no address: write host:port, such as %s, or %s", c.GRPC, defaultGRPC, noGRPC)
		}
	}
	if c.MaxDeltaStreams < 0 {
		return errors.New("max_delta_streams: must be 0 or more")
	}
	return nil
}
