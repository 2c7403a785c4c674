package dashboard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Delivery is all that a source has at the moment.
type Delivery struct {
	Kind    Kind
	Name    string
	Release string
	Offers  []Offer
}

// Offer is one document of a delivery.
type Offer struct {
	Origin   string // where in the source it is; the same dashboard keeps it from delivery to delivery
	Folder   string
	Document []byte
	Problem  error // why the source could not hand the document out; then there is none

	// Unchanged says that the document is that of the last delivery, so that it
	// is not handed out again.
	Unchanged bool
}

// Refusal is an offer that was not taken.
type Refusal struct {
	Origin string
	Err    error
}

// Reason is why, in words.
func (r Refusal) Reason() string { return r.Err.Error() }

// MarshalJSON writes {"origin": …, "reason": …}.
func (r Refusal) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"origin": r.Origin, "reason": r.Reason()})
}

// Deliver makes the store agree with what a source has. Changed documents become
// new versions; one that is refused leaves the version before it, marked with
// the reason; dashboards that the source has lost are marked stale and stay.
func (s *Store) Deliver(ctx context.Context, d Delivery) ([]Refusal, error) {
	read := readAll(d.Offers) // before the transaction, which keeps all others from writing
	var refused []Refusal
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		had, uids, err := s.origins(ctx, tx, d)
		if err != nil {
			return err
		}
		stand := map[string]bool{}
		for i, offer := range d.Offers {
			uid, err := s.take(ctx, tx, d, read[i], had[offer.Origin])
			stand[uid] = true
			if err == nil {
				continue
			}
			if !isRefusal(err) {
				return err
			}
			refused = append(refused, Refusal{offer.Origin, err})
		}
		return s.markStale(ctx, tx, slices.DeleteFunc(uids, func(uid string) bool { return stand[uid] }))
	})
	return refused, err
}

// head is an offer with what the store needs to know of its document.
type head struct {
	Offer
	document model.Document
	err      error
}

func readAll(offers []Offer) []head {
	heads := make([]head, len(offers))
	for i, offer := range offers {
		heads[i].Offer = offer
		if offer.Unchanged {
			continue
		}
		document, err := parseOffer(offer)
		kept := model.Dashboard{UID: document.Normal.UID, Title: document.Normal.Title, Tags: document.Normal.Tags}
		heads[i].document, heads[i].err = model.Document{Normal: kept}, err
	}
	return heads
}

// origins are the dashboards of a source: by where in it they are, and all of
// them. A file that once had another uid has left that behind as stale.
func (s *Store) origins(ctx context.Context, tx *sql.Tx, d Delivery) (had map[string]string, uids []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT origin, uid FROM dashboards WHERE kind = ? AND source = ? ORDER BY stale DESC`, d.Kind, d.Name)
	if err != nil {
		return nil, nil, fmt.Errorf("list dashboards of %s %s: %w", d.Kind, d.Name, err)
	}
	defer rows.Close()
	had = map[string]string{}
	for rows.Next() {
		var origin, uid string
		if err := rows.Scan(&origin, &uid); err != nil {
			return nil, nil, fmt.Errorf("list dashboards of %s %s: %w", d.Kind, d.Name, err)
		}
		had[origin] = uid
		uids = append(uids, uid)
	}
	return had, uids, rows.Err()
}

// take keeps one offer and returns the uid of the dashboard that stands for it.
// had is the uid that this origin's dashboard has so far.
func (s *Store) take(ctx context.Context, tx *sql.Tx, d Delivery, offer head, had string) (string, error) {
	if offer.Unchanged {
		return had, s.stands(ctx, tx, had, offer.Folder, d.Release)
	}
	if offer.err != nil {
		return had, s.markBroken(ctx, tx, had, offer.err)
	}
	uid := offer.document.Normal.UID
	if uid == "" {
		uid = derivedUID(d, offer.Offer)
	}
	now, err := current(ctx, tx, uid)
	if err != nil {
		return had, err
	}
	source := Source{d.Kind, d.Name, offer.Origin, d.Release}
	if err := mayTake(now, source, d); err != nil {
		return had, s.markBroken(ctx, tx, had, err)
	}
	if now.version > 0 && now.source == source && now.folder == offer.Folder && now.stale == 0 && now.broken == "" && bytes.Equal(now.document, offer.Document) {
		return uid, nil
	}
	if now.version > 0 && bytes.Equal(now.document, offer.Document) {
		return uid, s.touch(ctx, tx, uid, offer.Folder, source)
	}
	return uid, s.write(ctx, tx, record{
		uid: uid, folder: offer.Folder, source: source, version: now.version + 1,
		author: fmt.Sprintf("%s %s", d.Kind, d.Name), message: d.Release, stored: offer.Document, document: offer.document,
	})
}

func parseOffer(offer Offer) (model.Document, error) {
	if offer.Problem != nil {
		return model.Document{}, offer.Problem
	}
	return parseDocument(offer.Document)
}

// derivedUID names a dashboard that does not name itself: the same for the same
// place in the same source.
func derivedUID(d Delivery, offer Offer) string {
	sum := sha256.Sum256([]byte(string(d.Kind) + "\x00" + d.Name + "\x00" + offer.Origin))
	return hex.EncodeToString(sum[:7])
}

// mayTake refuses a uid that belongs to somebody else, unless they have lost it,
// and one of another place in the source, unless it has moved from there.
func mayTake(now state, source Source, d Delivery) error {
	same := now.source.Kind == source.Kind && now.source.Name == source.Name
	switch {
	case now.version == 0 || now.stale != 0:
		return nil
	case !same && now.source.Kind == Edited:
		return fmt.Errorf("%w to a dashboard that was made here: give it another uid, or delete that one", ErrTaken)
	case !same || now.source.Origin != source.Origin && d.offers(now.source.Origin):
		return fmt.Errorf("%w to %s of %s %s: give it another uid", ErrTaken, now.source.Origin, now.source.Kind, now.source.Name)
	default:
		return nil
	}
}

func (d Delivery) offers(origin string) bool {
	return slices.ContainsFunc(d.Offers, func(o Offer) bool { return o.Origin == origin })
}

// refusal is an error of one offer, which does not hinder the others.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

func isRefusal(err error) bool {
	_, is := errors.AsType[refusal](err)
	return is
}

func (s *Store) markBroken(ctx context.Context, tx *sql.Tx, uid string, why error) error {
	if uid != "" {
		if _, err := tx.ExecContext(ctx, `UPDATE dashboards SET broken = ?, stale = 0 WHERE uid = ?`, why.Error(), uid); err != nil {
			return fmt.Errorf("mark dashboard %s as broken: %w", uid, err)
		}
	}
	return refusal{why}
}

func (s *Store) touch(ctx context.Context, tx *sql.Tx, uid, folder string, source Source) error {
	_, err := tx.ExecContext(ctx, `UPDATE dashboards SET folder = ?, kind = ?, source = ?, origin = ?, release = ?, stale = 0, broken = '' WHERE uid = ?`,
		folder, source.Kind, source.Name, source.Origin, source.Release, uid)
	if err != nil {
		return fmt.Errorf("write source of dashboard %s: %w", uid, err)
	}
	return nil
}

// stands notes that a source still has what it had. A document that was refused
// is refused for the same reason, so that the mark stays.
func (s *Store) stands(ctx context.Context, tx *sql.Tx, uid, folder, release string) error {
	_, err := tx.ExecContext(ctx, `UPDATE dashboards SET folder = ?, release = ?, stale = 0 WHERE uid = ? AND (folder != ? OR release != ? OR stale != 0)`,
		folder, release, uid, folder, release)
	if err != nil {
		return fmt.Errorf("write source of dashboard %s: %w", uid, err)
	}
	return nil
}

// Sources names the sources of a kind that have dashboards which are not stale.
func (s *Store) Sources(ctx context.Context, kind Kind) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT source FROM dashboards WHERE kind = ? AND stale = 0`, kind)
	if err != nil {
		return nil, fmt.Errorf("list sources of dashboards: %w", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list sources of dashboards: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func (s *Store) markStale(ctx context.Context, tx *sql.Tx, lost []string) error {
	for _, uid := range lost {
		if _, err := tx.ExecContext(ctx, `UPDATE dashboards SET stale = ? WHERE uid = ? AND stale = 0`, s.now().UnixMilli(), uid); err != nil {
			return fmt.Errorf("mark dashboard %s as stale: %w", uid, err)
		}
	}
	return nil
}
