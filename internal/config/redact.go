package config

// Part is one file's worth of the running configuration.
type Part struct {
	Name string
	YAML string
}

// Redacted is the running configuration as both projects print theirs, with defaults filled in and secrets hidden.
func (c *Config) Redacted() []Part {
	return c.parts
}
