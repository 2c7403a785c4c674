package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lookout-monitor/lookout/internal/config"
)

// serverStatus is what commands need to know of a running server.
type serverStatus struct {
	DataDir             string
	Listen              string
	ReceiversConfigured bool
	Config              struct {
		Builtin bool
		Files   []string
		Reload  struct {
			Successful bool
			Error      string
		}
	}
	Process struct {
		ResidentBytes           int64
		OpenFiles, MaxOpenFiles int64
	}
	Storage struct {
		Retention             string
		BlocksBytes, WALBytes int64
		MinTime, MaxTime      time.Time
	}
}

func (c *client) status(ctx context.Context) (serverStatus, error) {
	var status serverStatus
	err := c.get(ctx, "/lookout/api/v1/status", nil, &status)
	return status, err
}

// statusOf asks the server, if it is the one that runs on a data folder.
func (r Remote) statusOf(ctx context.Context, dataDir string) (serverStatus, error) {
	server, err := r.client()
	if err != nil {
		return serverStatus{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	status, err := server.status(ctx)
	if err != nil {
		return serverStatus{}, err
	}
	if !sameFolder(status.DataDir, dataDir) {
		return serverStatus{}, fmt.Errorf("%s keeps its data in %s, not in %s", r.Server, status.DataDir, dataDir)
	}
	return status, nil
}

func sameFolder(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB)
	}
	absA, _ := filepath.Abs(a)
	absB, _ := filepath.Abs(b)
	return absA == absB
}

// configEnvironment is what a configuration may refer to, as seen from the command line.
func configEnvironment(listen string) config.Environment {
	hostname, err := os.Hostname()
	if err != nil {
		hostname = "localhost"
	}
	return config.Environment{Listen: listen, Hostname: hostname, LookupEnv: os.LookupEnv}
}
