package config

import "strings"

// longestWord is what is still worth comparing: no key comes close.
const longestWord = 80

// nearest finds the known word that was probably meant, or "".
func nearest(word string, known []string) string {
	if len(word) > longestWord {
		return ""
	}
	best, distance := "", max(len(word)/3, 1)+1
	for _, candidate := range known {
		if d := editDistance(strings.ToLower(word), candidate, distance); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" && len(word) >= 3 {
		best = completion(word, known)
	}
	return best
}

// completion finds the only known word that begins with what was written and an underscore, such as job_name for job.
func completion(word string, known []string) string {
	found := ""
	for _, candidate := range known {
		if strings.HasPrefix(candidate, word+"_") {
			if found != "" {
				return ""
			}
			found = candidate
		}
	}
	return found
}

// editDistance counts the insertions, deletions, replacements and swaps of neighbours that turn a into b. It gives up
// at limit. Keys are ASCII, so bytes are good enough.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			replace := previous[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			current[j] = min(replace, previous[j]+1, current[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return min(previous[len(b)], limit)
}
