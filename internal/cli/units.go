package cli

import "fmt"

// formatBytes is a size as people read it: 1.2 GiB.
func formatBytes(n int64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	size, unit := float64(n)/1024, 0
	for size >= 1023.95 && unit < len(units)-1 {
		size, unit = size/1024, unit+1
	}
	return fmt.Sprintf("%.1f %ciB", size, units[unit])
}

// plural counts things: 1 block, 3 blocks.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// disk is the room on a file system that a user who is not root can have.
type disk struct {
	freeBytes, totalBytes   int64
	freeInodes, totalInodes int64
}
