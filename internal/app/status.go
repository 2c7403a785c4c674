package app

import (
	"runtime"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/common/version"
	"github.com/prometheus/procfs"

	"github.com/lookout-monitor/lookout/internal/api"
)

func (a *App) status() api.Status {
	conf := a.config.Load()
	return api.Status{
		Version:             version.Version,
		Revision:            version.GetRevision(),
		GoVersion:           version.GoVersion,
		StartTime:           a.started,
		DataDir:             a.dataDir,
		Listen:              a.address(),
		Hostname:            a.hostname,
		Config:              api.ConfigStatus{Builtin: conf.Builtin, Files: append([]string{}, conf.Files...), Reload: a.reloadStatus()},
		ReceiversConfigured: conf.ReceiversConfigured(),
		AdminEnabled:        conf.Web.Admin,
		Process:             processStatus(),
		Storage:             a.storageStatus(),
	}
}

func (a *App) reloadStatus() api.ReloadStatus {
	outcome := a.reload.Load()
	status := api.ReloadStatus{Successful: outcome.err == nil, Time: outcome.lastSuccess}
	if outcome.err != nil {
		status.Error = outcome.err.Error()
	}
	return status
}

func (a *App) configParts() []api.ConfigPart {
	var parts []api.ConfigPart
	for _, p := range a.config.Load().Redacted() {
		parts = append(parts, api.ConfigPart{Name: p.Name, YAML: p.YAML})
	}
	return parts
}

func (a *App) storageStatus() api.StorageStatus {
	conf, usage := a.config.Load(), a.room.Usage()
	status := api.StorageStatus{
		Retention:        model.Duration(conf.Metrics.Retention).String(),
		RetentionSize:    conf.Metrics.RetentionSize.String(),
		OutOfOrderWindow: model.Duration(conf.Metrics.OutOfOrderWindow).String(),
		Blocks:           usage.Blocks,
		BlocksBytes:      usage.BlocksBytes,
		WALBytes:         usage.LogBytes,
	}
	if !usage.MinTime.IsZero() {
		status.MinTime, status.MaxTime = timePointer(usage.MinTime), timePointer(usage.MaxTime)
	}
	return status
}

// heartbeatList adds to each job where it checks in.
func (a *App) heartbeatList() []api.Heartbeat {
	var list []api.Heartbeat
	for _, status := range a.heartbeats.List() {
		list = append(list, api.Heartbeat{Status: status, URL: a.external.JoinPath("heartbeat", status.Name).String()})
	}
	return list
}

func timePointer(t time.Time) *time.Time { return &t }

// processStatus reads what the system tells about this process; on systems
// without /proc only the runtime's own figures are known.
func processStatus() api.ProcessStatus {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	status := api.ProcessStatus{HeapBytes: memory.HeapAlloc, Goroutines: runtime.NumGoroutine()}
	self, err := procfs.Self()
	if err != nil {
		return status
	}
	if stat, err := self.Stat(); err == nil {
		status.ResidentBytes = uint64(stat.ResidentMemory())
		status.CPUSeconds = stat.CPUTime()
	}
	if n, err := self.FileDescriptorsLen(); err == nil {
		status.OpenFiles = n
	}
	if limits, err := self.Limits(); err == nil {
		status.MaxOpenFiles = limits.OpenFiles
	}
	return status
}
