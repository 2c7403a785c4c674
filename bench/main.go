// Command bench holds Lookout against Prometheus built from the same module graph: memory and CPU
// while both scrape the same simulated targets, disk per sample after a day, the latency of
// dashboard queries over the same blocks, and what Lookout takes on its own with nothing
// configured. It starts both programs, measures them from outside, and prints a table; it knows
// Lookout's packages only where a day has to pass on an injected clock.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

type options struct {
	lookout, prometheus string
	only                string
	targets, series     int
	diskTargets         int
	rounds              int
	watch, alone        time.Duration
	variants            []string
	builds              []string
	port                int
	scratch             string
}

func main() {
	var o options
	flag.StringVar(&o.lookout, "lookout", "bin/lookout", "program under measurement")
	flag.StringVar(&o.prometheus, "prometheus", "bin/prometheus", "program to hold it against")
	flag.StringVar(&o.only, "only", "watch,disk,queries,alone,draw", "parts to run")
	flag.IntVar(&o.targets, "targets", 500, "simulated targets")
	flag.IntVar(&o.series, "series", 1000, "series of each target")
	flag.IntVar(&o.diskTargets, "disk-targets", 10, "targets whose series are appended for a day")
	flag.IntVar(&o.rounds, "rounds", 25, "times each query is sent to each program")
	flag.DurationVar(&o.watch, "for", 10*time.Minute, "how long both scrape")
	flag.DurationVar(&o.alone, "alone", 2*time.Minute, "how long Lookout runs on its built-in configuration")
	flag.IntVar(&o.port, "port", 19700, "first of five ports to use on loopback")
	flag.Func("variant", "run Lookout once more with these `NAME=value,…` environment variables beside; repeatable", func(env string) error {
		o.variants = append(o.variants, env)
		return nil
	})
	flag.Func("build", "run this other build of Lookout, a `FILE`, beside as well; repeatable", func(file string) error {
		o.builds = append(o.builds, file)
		return nil
	})
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	var err error
	if o.scratch, err = os.MkdirTemp("", "lookout-bench-"); err != nil {
		return fmt.Errorf("create scratch folder: %w", err)
	}
	defer os.RemoveAll(o.scratch)

	parts := strings.Split(o.only, ",")
	table := &report{}
	for _, part := range []struct {
		name string
		run  func(context.Context, options, *report) error
	}{{"watch", benchWatch}, {"disk", benchDisk}, {"queries", benchQueries}, {"alone", benchAlone}, {"draw", benchDraw}} {
		if part.name == "queries" && !slices.Contains(parts, "disk") {
			continue // the questions are asked of the blocks that the disk part leaves
		}
		if slices.Contains(parts, part.name) {
			if err := part.run(ctx, o, table); err != nil {
				return fmt.Errorf("%s: %w", part.name, err)
			}
		}
	}
	table.print(os.Stdout)
	return nil
}

// lookoutOn and prometheusOn say how each program is started on a configuration and a folder.
func (o options) lookoutOn(name, config, dir string, port int) subject {
	listen := fmt.Sprintf("127.0.0.1:%d", o.port+port)
	args := []string{"serve", "--data-dir=" + dir, "--listen=" + listen}
	if config != "" {
		args = append(args, "--prometheus.config="+config)
	}
	return subject{name: name, bin: o.lookout, args: args, url: "http://" + listen}
}

func (o options) prometheusOn(config, dir string, port int) subject {
	listen := fmt.Sprintf("127.0.0.1:%d", o.port+port)
	return subject{name: "prometheus", bin: o.prometheus, url: "http://" + listen,
		args: []string{"--config.file=" + config, "--storage.tsdb.path=" + dir, "--web.listen-address=" + listen}}
}

func benchWatch(ctx context.Context, o options, report *report) error {
	sim, err := startSimulator(ctx, o.targets, o.series, o.port+4)
	if err != nil {
		return err
	}
	defer sim.stop()
	config, err := writeJobs(o.scratch, sim.addresses)
	if err != nil {
		return err
	}
	subjects := []subject{
		o.lookoutOn("lookout", config, filepath.Join(o.scratch, "watch-lookout"), 0),
		o.prometheusOn(config, filepath.Join(o.scratch, "watch-prometheus"), 1),
	}
	for i, env := range o.variants {
		variant := o.lookoutOn("lookout "+env, config, filepath.Join(o.scratch, fmt.Sprint("watch-variant-", i)), 5+i)
		variant.env = strings.Split(env, ",")
		subjects = append(subjects, variant)
	}
	for i, build := range o.builds {
		number := 5 + len(o.variants) + i
		other := o.lookoutOn("lookout "+filepath.Base(build), config, filepath.Join(o.scratch, fmt.Sprint("watch-build-", i)), number)
		other.bin = build
		subjects = append(subjects, other)
	}
	usages, err := watch(ctx, o, subjects, config)
	if err != nil {
		return err
	}
	report.section(fmt.Sprintf("%d targets × %d series at %s, after %s", o.targets, o.series, scrapeInterval, o.watch))
	reference := usages[1]
	for i, u := range usages {
		if i == 1 {
			continue
		}
		name := subjects[i].name
		report.add(name+", resident memory", "MB", u.resident/1e6, reference.resident/1e6)
		report.note(name+", anonymous memory", "MB", u.anonymous/1e6, reference.anonymous/1e6)
		report.note(name+", proportional set", "MB", u.proportional/1e6, reference.proportional/1e6)
		report.note(name+", live heap after collection", "MB", u.heapLive/1e6, reference.heapLive/1e6)
		report.add(name+", CPU", "s", u.cpu, reference.cpu)
	}
	return nil
}

// dayEnd is where the day of injected time ends: a block boundary in the recent past.
func dayEnd() time.Time { return time.Now().Truncate(2 * time.Hour) }

func benchDisk(ctx context.Context, o options, report *report) error {
	fmt.Printf("appending a day of %d series to each store\n", o.diskTargets*o.series)
	var uses [2]diskUse
	for i, open := range []func(string) (store, error){openLookout, openPrometheus} {
		dir := o.dayDir(i)
		s, err := open(dir)
		if err != nil {
			return err
		}
		if uses[i], err = fill(ctx, s, dir, o, dayEnd()); err != nil {
			return err
		}
	}
	report.section(fmt.Sprintf("a day of %d series every %s, compacted", o.diskTargets*o.series, scrapeInterval))
	report.add("disk per sample", "bytes", uses[0].perSample(), uses[1].perSample())
	report.note("samples in blocks", "million", float64(uses[0].samples)/1e6, float64(uses[1].samples)/1e6)
	return nil
}

// dayDir is the database folder of the day: Lookout keeps its own one level down.
func (o options) dayDir(which int) string {
	return filepath.Join(o.scratch, []string{"day-lookout/metrics", "day-prometheus"}[which])
}

func benchQueries(ctx context.Context, o options, report *report) error {
	fmt.Printf("asking both %d questions %d times\n", len(questions), o.rounds)
	config := filepath.Join(o.scratch, "nothing.yml")
	if err := os.WriteFile(config, []byte("global: {scrape_interval: 1h}\n"), 0o644); err != nil {
		return err
	}
	lookout, err := o.lookoutOn("lookout on a day", config, filepath.Join(o.scratch, "day-lookout"), 2).start(ctx, o.scratch)
	if err != nil {
		return err
	}
	defer lookout.stop()
	prometheus, err := o.prometheusOn(config, o.dayDir(1), 3).start(ctx, o.scratch)
	if err != nil {
		return err
	}
	defer prometheus.stop()
	results, err := ask(ctx, o.rounds, lookout, prometheus, dayEnd().Add(-4*time.Hour))
	if err != nil {
		return err
	}
	report.section("range queries over the same day, both warm; the ratio is the median over pairs")
	for i, q := range questions {
		a, b := results[i][0], results[i][1]
		report.ratio(q.name+", median", "ms", a.quantile(0.5), b.quantile(0.5), a.against(b))
		report.note(q.name+", p95", "ms", a.quantile(0.95), b.quantile(0.95))
	}
	return nil
}

func benchAlone(ctx context.Context, o options, report *report) error {
	fmt.Printf("running lookout on its built-in configuration for %s\n", o.alone)
	r, err := o.lookoutOn("lookout alone", "", filepath.Join(o.scratch, "alone"), 0).start(ctx, o.scratch)
	if err != nil {
		return err
	}
	defer r.stop()
	if err := sleep(ctx, o.alone); err != nil {
		return err
	}
	u, err := r.usage()
	if err != nil {
		return err
	}
	report.section(fmt.Sprintf("lookout alone on its built-in configuration, after %s", o.alone))
	report.limit("ready with an empty folder", "s", r.ready.Seconds(), 1)
	report.limit("resident memory", "MB", u.resident/1e6, 150)
	report.fact("anonymous memory", "MB", u.anonymous/1e6)
	report.fact("CPU", "s", u.cpu)
	return nil
}

func names(subjects []subject) string {
	var all []string
	for _, s := range subjects {
		all = append(all, s.name)
	}
	return strings.Join(all, ", ")
}
