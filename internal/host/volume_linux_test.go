package host

import (
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// volumeOf registers a volume as Lookout does and returns its samples by name.
func volumeOf(t *testing.T, dir string) map[string]float64 {
	t.Helper()
	reg := prometheus.NewPedanticRegistry()
	reg.MustRegister(NewVolume(dir))
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	samples := map[string]float64{}
	for _, family := range families {
		samples[family.GetName()] = family.GetMetric()[0].GetGauge().GetValue()
	}
	return samples
}

func TestVolumeTellsOfTheDataDirectory(t *testing.T) {
	samples := volumeOf(t, t.TempDir())
	available, capacity := samples["lookout_data_available_bytes"], samples["lookout_data_capacity_bytes"]
	if available <= 0 || capacity < available {
		t.Errorf("%v bytes of %v available", available, capacity)
	}
}

func TestVolumeOfAMissingDirectoryHasNoSamples(t *testing.T) {
	if samples := volumeOf(t, filepath.Join(t.TempDir(), "gone")); len(samples) > 0 {
		t.Errorf("samples of a directory that does not exist: %v", samples)
	}
}
