//go:build !unix

package cli

// keepPrivate does nothing where permissions are not those of Unix.
func keepPrivate() {}
