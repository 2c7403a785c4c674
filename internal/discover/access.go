package discover

import httpconfig "github.com/prometheus/common/config"

// Access is how to be let in by some targets of an entry where others need something else. Targets with the same name
// of access are scraped by a job of their own.
type Access struct {
	Name       string // such as the service they belong to
	ServerName string // what their certificate is issued to, where addresses are all that is known
	CA         string // PEM of who issued it
	Username   string
	Password   httpconfig.Secret
}
