//go:build !linux

package host

func space(string) (available, capacity float64, err error) { return 0, 0, ErrUnsupported }
