package alert

import (
	"context"
	"sync"
	"time"
)

const (
	// maintenanceInterval is how often what has expired is dropped.
	maintenanceInterval = 15 * time.Minute
	// nflogInterval is the least time between two snapshots of the
	// notification log. A crash repeats what was sent since the last one.
	nflogInterval = 500 * time.Millisecond
)

// Run keeps the notification log on disk and drops what has expired, until ctx
// ends. Then it stops notifying and writes the final snapshots.
func (a *Alertmanager) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	// Notifications may still leave while Close waits for those under way.
	keeping, stopKeeping := context.WithCancel(context.WithoutCancel(ctx))
	// The library's loops are given a maintenance of our own, because its
	// snapshots are not durable until the directory is synced, and no file
	// name, because Close writes the final snapshot.
	wg.Go(func() { a.silences.Maintenance(maintenanceInterval, "", ctx.Done(), a.maintainSilences) })
	wg.Go(func() { a.nflog.Maintenance(maintenanceInterval, "", ctx.Done(), a.maintainNotificationLog) })
	wg.Go(func() { a.nflogFile.keep(keeping, a.nflogChanged, nflogInterval) })
	wg.Go(a.tracing.Run)
	<-ctx.Done()
	err := a.Close()
	stopKeeping()
	wg.Wait()
	return err
}

func (a *Alertmanager) maintainSilences() (int64, error) {
	if _, err := a.silences.GC(); err != nil {
		return 0, err
	}
	return a.silenceFile.commit()
}

func (a *Alertmanager) maintainNotificationLog() (int64, error) {
	if _, err := a.nflog.GC(); err != nil {
		return 0, err
	}
	return a.nflogFile.commit()
}
