package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/lookout-monitor/lookout/internal/discover/aivenstub"
	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

const inNamespace = "LOOKOUT_TEST_IN_NAMESPACE"

// TestScrapeConfigurationsOfThirdPartiesWorkVerbatim runs what Aiven documents: dns_sd_configs ask the servers of
// /etc/resolv.conf at port 53. So that the test can be that server, it runs itself again in namespaces of its own.
func TestScrapeConfigurationsOfThirdPartiesWorkVerbatim(t *testing.T) {
	if os.Getenv(inNamespace) == "" {
		runInNamespace(t)
		return
	}
	takeOverNames(t)
	const host = "kafka-shop.example.org"
	ca := conformance.NewAuthority(t)
	names := conformance.NewNameServer(t, "127.0.0.1:53")
	instances := []string{"127.0.0.2:9273", "127.0.0.3:9273", "127.0.0.4:9273"}
	for _, address := range instances {
		ca.ServeTLS(t, address, host, http.HandlerFunc(telegraf))
	}
	names.Set(host, "127.0.0.2", "127.0.0.3", "127.0.0.4")
	job := func(name, tls string) string {
		return fmt.Sprintf(`
  - job_name: %s
    scheme: https
    basic_auth: {username: %s, password: %s}
    tls_config: {%s}
    dns_sd_configs: [{names: [%s], type: A, port: 9273, refresh_interval: 1s}]
`, name, aivenstub.Username, aivenstub.Password, tls, host)
	}
	s := testkit.Start(t, testkit.Setup{
		Prometheus: "global: {scrape_interval: 1s}\nscrape_configs:" +
			job("unverified", "insecure_skip_verify: true") + job("verified", "ca_file: ca.pem, server_name: "+host),
		Files: map[string]string{"ca.pem": ca.PEM},
	})
	awaitUp(t, s, "unverified", instances...)
	awaitUp(t, s, "verified", instances...)
	names.Set(host, "127.0.0.2", "127.0.0.4")
	awaitUp(t, s, "verified", instances[0], instances[2])
}

func runInNamespace(t *testing.T) {
	command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
	command.Env = append(os.Environ(), inNamespace+"=1")
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	output, err := command.CombinedOutput()
	if _, ran := errors.AsType[*exec.ExitError](err); err != nil && !ran {
		t.Skipf("this machine allows no user namespaces: %v", err)
	}
	require.NoError(t, err, string(output))
}

// takeOverNames makes this process the only name server of its namespace.
func takeOverNames(t *testing.T) {
	t.Helper()
	loopback, err := unix.NewIfreq("lo")
	require.NoError(t, err)
	loopback.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	require.NoError(t, err)
	defer unix.Close(socket)
	require.NoError(t, unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, loopback))

	file := filepath.Join(t.TempDir(), "resolv.conf")
	require.NoError(t, os.WriteFile(file, []byte("nameserver 127.0.0.1\n"), 0o644))
	require.NoError(t, unix.Mount(file, "/etc/resolv.conf", "", unix.MS_BIND, ""))
}
