// Package dashboard keeps dashboards and their history. Documents flow in from
// sources (what ships built in, folders, services, a person at the editor) as
// they are; the same bytes flow out again, and beside them what the list and the
// page need to know: where a dashboard comes from, since when its source has
// lost it, why a newer document was refused. The package does not draw, and what
// a document means it leaves to package model.
package dashboard

import (
	"errors"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Kind says what sort of place a dashboard comes from.
type Kind string

// The kinds of sources there are.
const (
	Builtin Kind = "builtin" // shipped with Lookout
	Folder  Kind = "folder"  // files on disk
	Service Kind = "service" // a service that serves its own
	Git     Kind = "git"     // a repository
	Grafana Kind = "grafana" // another Grafana
	Edited  Kind = "edited"  // made or changed here
)

// Source is where a dashboard comes from.
type Source struct {
	Kind    Kind   `json:"kind"`
	Name    string `json:"name"`              // the service, the folder, the repository
	Origin  string `json:"origin,omitempty"`  // where in it a person finds the document
	Release string `json:"release,omitempty"` // of the service that brought it
}

// Summary is a dashboard as lists show it.
type Summary struct {
	UID     string    `json:"uid"`
	Title   string    `json:"title"`
	Folder  string    `json:"folder"`
	Tags    []string  `json:"tags"`
	Source  Source    `json:"source"`
	Version int       `json:"version"` // counts from 1
	Updated time.Time `json:"updated"`

	// ReadOnly dashboards belong to their source: change them there.
	ReadOnly bool `json:"readOnly"`

	// StaleSince is when the source no longer had the dashboard; null while it has.
	StaleSince *time.Time `json:"staleSince"`

	// Broken says why the source's newest document was refused. The version
	// before it stands.
	Broken string `json:"broken,omitempty"`
}

// Dashboard is one version of a dashboard: what was handed in, and its meaning.
type Dashboard struct {
	Summary
	Shown  int // the version in Stored
	Stored []byte
	Model  model.Document
}

// Version is one entry of a dashboard's history.
type Version struct {
	Version int       `json:"version"`
	Time    time.Time `json:"time"`
	Author  string    `json:"author"`
	Message string    `json:"message"`
}

// Errors that callers tell apart.
var (
	ErrUnknown  = errors.New("there is no such dashboard")
	ErrConflict = errors.New("the dashboard has been changed since it was opened: open it again and repeat the change")
	ErrTaken    = errors.New("its uid belongs")
	ErrExists   = errors.New("there is a dashboard with this uid already: give this one another uid or none, or open that one and change it")
	ErrReadOnly = errors.New("the dashboard belongs to its source: change it there, or save a copy under another uid")
)

// InvalidError is a document that is no dashboard, or one beyond the limits.
type InvalidError struct{ Err error }

func (e *InvalidError) Error() string { return e.Err.Error() }
func (e *InvalidError) Unwrap() error { return e.Err }
