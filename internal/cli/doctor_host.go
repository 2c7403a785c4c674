package cli

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// clock looks for time that runs wrong: alerts and retention depend on it.
func (p *patient) clock(context.Context) []diagnosis {
	var found []diagnosis
	mend := "run a time service such as chrony or systemd-timesyncd"
	if p.clockGap.Abs() > 2*time.Second {
		found = append(found, diagnosis{broken, "clock", fmt.Sprintf("the server's clock and the one here are %s apart", p.clockGap.Abs().Round(time.Second)),
			mend + " on both machines"})
	}
	newest := newestStored(p.DataDir)
	if p.status != nil && p.status.Storage.MaxTime.After(newest) {
		newest = p.status.Storage.MaxTime
	}
	if ahead := newest.Sub(p.now); ahead > 5*time.Minute {
		found = append(found, diagnosis{broken, "clock", fmt.Sprintf("the newest sample stored is %s in the future", formatAge(ahead)),
			"correct the clock here and on what pushes samples; until then, newer samples may be refused as out of order"})
	}
	synchronised, known := clockSynchronised()
	if known && !synchronised {
		found = append(found, diagnosis{doubtful, "clock", "the system says that its clock is not synchronised", mend})
	}
	if !known {
		return or(found, diagnosis{unknown, "clock", "whether the clock is synchronised is not known on this system", ""})
	}
	return or(found, ok("clock", "synchronised"))
}

// fewestFiles is what a small installation needs: a socket for each target, files for blocks.
const fewestFiles = 8192

// limits compares what the system grants with what is needed.
func (p *patient) limits(ctx context.Context) []diagnosis {
	var found []diagnosis
	mend := "raise it: LimitNOFILE=65536 in the systemd unit, or ulimit -n 65536 before the start"
	if p.status != nil && p.status.Process.MaxOpenFiles > 0 {
		open, most := p.status.Process.OpenFiles, p.status.Process.MaxOpenFiles
		if open*5 > most*4 {
			found = append(found, diagnosis{broken, "limits", fmt.Sprintf("the server has %d of %d files open", open, most), mend})
		}
	} else if most, known := openFilesLimit(); known && most < fewestFiles {
		found = append(found, diagnosis{doubtful, "limits", fmt.Sprintf("only %d files may be open at a time", most), mend})
	}
	return append(or(found, ok("limits", "enough files may be open")), p.memory(ctx)...)
}

// bytesPerSeries is about what a live series costs, with what is collected about it.
const bytesPerSeries = 2 << 10

func (p *patient) memory(ctx context.Context) []diagnosis {
	limit, source := memoryLimit()
	if limit == 0 || p.status == nil {
		return nil
	}
	series, err := p.liveSeries(ctx)
	if err != nil {
		return []diagnosis{{unknown, "memory", err.Error(), ""}}
	}
	needed := max(p.status.Process.ResidentBytes, 128<<20+series*bytesPerSeries)
	text := fmt.Sprintf("%d live series need about %s of %s (%s)", series, formatBytes(needed), formatBytes(limit), source)
	if needed > limit/10*8 {
		return []diagnosis{{doubtful, "memory", text, "allow more memory, or collect less: Status shows the metrics with most series"}}
	}
	return []diagnosis{ok("memory", "%s", text)}
}

func (p *patient) liveSeries(ctx context.Context) (int64, error) {
	var answer struct {
		Data struct{ HeadStats struct{ NumSeries int64 } }
	}
	if err := p.server.get(ctx, "/api/v1/status/tsdb", url.Values{"limit": {"1"}}, &answer); err != nil {
		return 0, fmt.Errorf("count live series: %w", err)
	}
	return answer.Data.HeadStats.NumSeries, nil
}

// memoryLimit is what the control group of this process may use, else what the machine has.
func memoryLimit() (bytes int64, source string) {
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		content, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		limit, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64)
		if err == nil && limit < 1<<50 {
			return limit, "the limit of this container"
		}
	}
	content, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, ""
	}
	for line := range strings.Lines(string(content)) {
		var kilobytes int64
		if n, _ := fmt.Sscanf(line, "MemTotal: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, "this machine"
		}
	}
	return 0, ""
}
