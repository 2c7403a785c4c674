//go:build !linux

package host

import "log/slog"

func newProbes(*slog.Logger) ([]*probe, error) { return nil, ErrUnsupported }
