package handover

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

// Failure is a dashboard that was not handed on.
type Failure struct {
	UID    string `json:"uid"`
	Reason string `json:"reason"`
}

// result is how one comparison went.
type result struct {
	selected int
	pushed   int
	deleted  int
	failures []Failure
}

// round compares one Grafana with the store.
type round struct {
	grafana Grafana
	api     *api
	store   Store
	memory  memory

	folders map[string]map[string]string // uids by title, by the parent's uid; asked once in a round
}

// run hands on what changed and, if asked, deletes what is gone. An error ends the round early.
func (r *round) run(ctx context.Context) (done result, err error) {
	all, err := r.store.List(ctx)
	if err != nil {
		return done, err
	}
	given, err := r.memory.of(ctx, r.grafana.Called())
	if err != nil {
		return done, err
	}
	r.folders = map[string]map[string]string{}
	for _, d := range all {
		if !r.grafana.selects(d) {
			continue
		}
		done.selected++
		pushed, err := r.handOn(ctx, d, given[d.UID])
		delete(given, d.UID)
		if pushed {
			done.pushed++
		}
		if err == nil {
			continue
		}
		if isOver(err) {
			return done, err
		}
		done.failures = append(done.failures, Failure{d.UID, err.Error()})
	}
	if r.grafana.Prune {
		err = r.prune(ctx, given, &done)
	}
	return done, err
}

var (
	errNotOurs    = errors.New("grafana has a dashboard with this uid that is not Lookout's: rename it there, or give this one another uid")
	errUnreadable = errors.New("the document cannot be handed on")
)

// handOn pushes a dashboard unless Grafana has it like this already.
func (r *round) handOn(ctx context.Context, d dashboard.Summary, before string) (bool, error) {
	document, err := r.document(ctx, d.UID)
	if err != nil {
		return false, err
	}
	hash, err := hashOf(document, d.Folder)
	if err != nil || hash == before {
		return false, err
	}
	if err := r.mustBeOurs(ctx, d.UID); err != nil {
		return false, err
	}
	folder, err := r.folder(ctx, d.Folder)
	if err != nil {
		return false, err
	}
	if err := r.api.push(ctx, document, folder, messageOf(d)); err != nil {
		return false, err
	}
	return true, r.memory.remember(ctx, r.grafana.Called(), d.UID, hash)
}

// mustBeOurs fails when Grafana has another dashboard under the uid.
func (r *round) mustBeOurs(ctx context.Context, uid string) error {
	tags, err := r.api.tags(ctx, uid)
	switch {
	case isMissing(err):
		return nil
	case err != nil:
		return err
	case !slices.Contains(tags, r.grafana.Tag):
		return errNotOurs
	}
	return nil
}

// document is a dashboard in Grafana's classic form, with the tag. One that is stored in another form
// goes in the normal form, which every Grafana since 10 reads.
func (r *round) document(ctx context.Context, uid string) (map[string]any, error) {
	d, err := r.store.Get(ctx, uid)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	document, err := read(d.Stored)
	if err != nil || !isClassic(document) {
		normal, err := json.Marshal(d.Model.Normal)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errUnreadable, err)
		}
		if document, err = read(normal); err != nil {
			return nil, fmt.Errorf("%w: %w", errUnreadable, err)
		}
	}
	document["id"], document["uid"] = nil, uid
	delete(document, "version") // Grafana counts its own
	tags := slices.Clone(d.Tags)
	if !slices.Contains(tags, r.grafana.Tag) {
		tags = append(tags, r.grafana.Tag)
	}
	document["tags"] = tags
	return document, nil
}

// read leaves numbers as they are spelled: not all of them fit into a float64.
func read(text []byte) (document map[string]any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&document)
	return document, err
}

func isClassic(document map[string]any) bool {
	_, panels := document["panels"]
	_, rows := document["rows"]
	_, resource := document["apiVersion"]
	_, inputs := document["__inputs"]
	return (panels || rows) && !resource && !inputs
}

func hashOf(document map[string]any, folder string) (string, error) {
	text, err := json.Marshal([]any{document, folder})
	if err != nil {
		return "", fmt.Errorf("%w: %w", errUnreadable, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

func messageOf(d dashboard.Summary) string {
	return strings.TrimSpace(fmt.Sprintf("from Lookout: %s %s %s", d.Source.Kind, d.Source.Name, d.Source.Release))
}

// folder is the uid of a folder such as Shop/Orders, made where it is missing. The top has none.
func (r *round) folder(ctx context.Context, path string) (uid string, err error) {
	for title := range strings.SplitSeq(path, "/") {
		if title = strings.TrimSpace(title); title == "" {
			continue
		}
		if uid, err = r.child(ctx, uid, title); err != nil {
			return "", fmt.Errorf("folder %s: %w", path, err)
		}
	}
	return uid, nil
}

func (r *round) child(ctx context.Context, parent, title string) (string, error) {
	if r.folders[parent] == nil {
		found, err := r.api.folders(ctx, parent)
		if err != nil {
			return "", err
		}
		r.folders[parent] = map[string]string{}
		for _, f := range found {
			r.folders[parent][f.Title] = f.UID
		}
	}
	if uid, ok := r.folders[parent][title]; ok {
		return uid, nil
	}
	made, err := r.api.makeFolder(ctx, title, parent)
	if err != nil {
		return "", err
	}
	r.folders[parent][title] = made.UID
	return made.UID, nil
}

// prune deletes what was handed on and is selected no longer, unless somebody has made it theirs by
// taking the tag away.
func (r *round) prune(ctx context.Context, gone map[string]string, done *result) error {
	for uid := range gone {
		err := r.mustBeOurs(ctx, uid)
		if err == nil {
			if err = r.api.remove(ctx, uid); err == nil {
				done.deleted++
			}
		}
		if err != nil && !isMissing(err) && !errors.Is(err, errNotOurs) {
			return err
		}
		if err := r.memory.forget(ctx, r.grafana.Called(), uid); err != nil {
			return err
		}
	}
	return nil
}
