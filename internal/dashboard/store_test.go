package dashboard_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/state"
)

// clock is a time that moves by a minute whenever it is asked.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time {
	c.now = c.now.Add(time.Minute)
	return c.now
}

func newStore(t *testing.T) *dashboard.Store {
	t.Helper()
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return dashboard.NewStore(db, (&clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}).Now)
}

func document(uid, title string) []byte {
	return fmt.Appendf(nil, `{"uid": %q, "title": %q, "tags": ["a"], "panels": [], "unknown": {"b": 1, "a": 2.0}}`, uid, title)
}

func TestWhatWasSavedComesBackByteForByte(t *testing.T) {
	s := newStore(t)
	stored := []byte("{ \"title\":\t\"Spaced\", \"uid\":\"x\",  \"panels\": [], \"z\": 1e3, \"a\": 1.0 }\n")
	kept, err := s.Save(t.Context(), dashboard.Edit{Folder: "f", Document: stored, Author: "me", Message: "first"})
	require.NoError(t, err)
	require.Equal(t, "x", kept.UID)
	require.Equal(t, 1, kept.Version)
	require.False(t, kept.ReadOnly)

	found, err := s.Get(t.Context(), "x")
	require.NoError(t, err)
	require.Equal(t, string(stored), string(found.Stored))
	require.Equal(t, "Spaced", found.Model.Normal.Title)
}

func TestSavingKeepsHistoryAndRefusesWhatIsOutdated(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	save := func(title string, base int) (dashboard.Summary, error) {
		return s.Save(ctx, dashboard.Edit{UID: "x", Document: document("x", title), Author: "me", Message: title, Base: base})
	}
	_, err := save("one", 0)
	require.NoError(t, err)
	_, err = save("again", 0)
	require.ErrorIs(t, err, dashboard.ErrExists, "somebody else made it")
	_, err = save("two", 1)
	require.NoError(t, err)
	_, err = save("three", 1)
	require.ErrorIs(t, err, dashboard.ErrConflict, "somebody else changed it")
	same, err := save("two", 2)
	require.NoError(t, err)
	require.Equal(t, 2, same.Version, "nothing changed")

	restored, err := s.Restore(ctx, "x", 1, "you")
	require.NoError(t, err)
	require.Equal(t, "one", restored.Title)
	history, err := s.Versions(ctx, "x")
	require.NoError(t, err)
	require.Len(t, history, 3)
	require.Equal(t, "restored version 1", history[0].Message)
	require.Equal(t, "you", history[0].Author)
	old, err := s.GetVersion(ctx, "x", 2)
	require.NoError(t, err)
	require.Equal(t, "two", old.Model.Normal.Title)
	require.Equal(t, 2, old.Shown)
}

func TestADocumentThatIsNoneIsRefused(t *testing.T) {
	for name, text := range map[string]string{"no JSON": "{", "a list": "[]", "nothing": ""} {
		t.Run(name, func(t *testing.T) {
			_, err := newStore(t).Save(t.Context(), dashboard.Edit{UID: "x", Document: []byte(text)})
			_, invalid := errors.AsType[*dashboard.InvalidError](err)
			require.True(t, invalid, "%v", err)
		})
	}
}

func TestWhatListsShowIsBounded(t *testing.T) {
	for want, text := range map[string][]byte{
		"its uid has 1000 bytes": document(strings.Repeat("u", 1000), "T"), "its title and tags have 20001 bytes": document("u", strings.Repeat("t", 20_000)),
	} {
		s := newStore(t)
		_, err := s.Save(t.Context(), dashboard.Edit{Document: text})
		require.ErrorContains(t, err, want)
		refused, err := s.Deliver(t.Context(), dashboard.Delivery{Kind: dashboard.Folder, Name: "f", Offers: []dashboard.Offer{{Origin: "a", Document: text}}})
		require.NoError(t, err)
		require.ErrorContains(t, refused[0].Err, want)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	for i := range 210 {
		_, err := s.Save(ctx, dashboard.Edit{UID: "x", Document: document("x", fmt.Sprint(i)), Base: i})
		require.NoError(t, err)
	}
	history, err := s.Versions(ctx, "x")
	require.NoError(t, err)
	require.Len(t, history, 200)
	require.Equal(t, 210, history[0].Version)
}

func TestHistoryIsBoundedInBytes(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	large := strings.Repeat(" ", 9<<20)
	for i := range 10 {
		_, err := s.Save(ctx, dashboard.Edit{UID: "x", Document: append(document("x", fmt.Sprint(i)), large...), Base: i})
		require.NoError(t, err)
	}
	history, err := s.Versions(ctx, "x")
	require.NoError(t, err)
	require.Len(t, history, 7)
	require.Equal(t, 10, history[0].Version)
}

func TestDeliveriesMakeTheStoreAgreeWithTheSource(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	deliver := func(offers ...dashboard.Offer) []dashboard.Refusal {
		refused, err := s.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Service, Name: "shop", Release: "1.0", Offers: offers})
		require.NoError(t, err)
		return refused
	}
	one := dashboard.Offer{Origin: "one.json", Folder: "Shop", Document: document("one", "One")}
	two := dashboard.Offer{Origin: "two.json", Folder: "Shop", Document: []byte(`{"title": "Two", "panels": []}`)}
	require.Empty(t, deliver(one, two))
	require.Equal(t, []string{"One 1", "Two 1"}, titles(t, s))

	require.Empty(t, deliver(one, two), "the same again changes nothing")
	require.Equal(t, []string{"One 1", "Two 1"}, titles(t, s))

	one.Document = document("one", "One, improved")
	two.Document = []byte("broken")
	refused := deliver(one, two)
	require.Len(t, refused, 1)
	require.Equal(t, "two.json", refused[0].Origin)
	require.Equal(t, []string{"One, improved 2", "Two 1 broken"}, titles(t, s))

	two.Problem, two.Document = errors.New("status 500"), nil
	require.Len(t, deliver(one, two), 1)
	require.Equal(t, []string{"One, improved 2", "Two 1 broken"}, titles(t, s), "what can't be fetched is not gone")

	deliver(one)
	require.Equal(t, []string{"One, improved 2", "Two 1 broken stale"}, titles(t, s), "it stays until somebody deletes it")
	two.Problem, two.Document = nil, []byte(`{"title": "Two", "panels": []}`)
	deliver(one, two)
	require.Equal(t, []string{"One, improved 2", "Two 1"}, titles(t, s))
}

func TestAUIDBelongsToOneSource(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	offer := dashboard.Offer{Origin: "x.json", Document: document("x", "Mine")}
	_, err := s.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Service, Name: "a", Offers: []dashboard.Offer{offer}})
	require.NoError(t, err)

	offer.Document = document("x", "Yours")
	refused, err := s.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Service, Name: "b", Offers: []dashboard.Offer{offer}})
	require.NoError(t, err)
	require.Len(t, refused, 1)
	require.ErrorContains(t, refused[0].Err, "belongs to x.json of service a")

	_, err = s.Save(ctx, dashboard.Edit{UID: "x", Document: offer.Document, Base: 1})
	require.ErrorIs(t, err, dashboard.ErrReadOnly)
	require.ErrorIs(t, s.Delete(ctx, "x"), dashboard.ErrReadOnly)

	_, err = s.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Service, Name: "a"})
	require.NoError(t, err)
	refused, err = s.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Service, Name: "b", Offers: []dashboard.Offer{offer}})
	require.NoError(t, err)
	require.Empty(t, refused, "the first owner lost it")
	require.Equal(t, []string{"Yours 2"}, titles(t, s))
}

func TestDeletedIsGoneWithItsHistory(t *testing.T) {
	s, ctx := newStore(t), t.Context()
	_, err := s.Save(ctx, dashboard.Edit{UID: "x", Document: document("x", "X")})
	require.NoError(t, err)
	require.NoError(t, s.Delete(ctx, "x"))
	_, err = s.Get(ctx, "x")
	require.ErrorIs(t, err, dashboard.ErrUnknown)
	_, err = s.Versions(ctx, "x")
	require.ErrorIs(t, err, dashboard.ErrUnknown)
	require.ErrorIs(t, s.Delete(ctx, "x"), dashboard.ErrUnknown)
}

// titles lists what there is as "title version marks".
func titles(t *testing.T, s *dashboard.Store) []string {
	t.Helper()
	list, err := s.List(t.Context())
	require.NoError(t, err)
	var all []string
	for _, one := range list {
		text := fmt.Sprintf("%s %d", one.Title, one.Version)
		if one.Broken != "" {
			text += " broken"
		}
		if one.StaleSince != nil {
			text += " stale"
		}
		all = append(all, text)
	}
	return all
}

// deliveries hands a source's offers in, as "origin uid title", and returns what was refused.
func deliveries(t *testing.T, s *dashboard.Store, offers ...string) []dashboard.Refusal {
	t.Helper()
	d := dashboard.Delivery{Kind: dashboard.Folder, Name: "boards"}
	for _, o := range offers {
		f := strings.Fields(o)
		d.Offers = append(d.Offers, dashboard.Offer{Origin: f[0], Document: document(f[1], f[2])})
	}
	refused, err := s.Deliver(t.Context(), d)
	require.NoError(t, err)
	return refused
}

// TestAFileMayBeMoved gives a dashboard another place in its source.
func TestAFileMayBeMoved(t *testing.T) {
	s := newStore(t)
	require.Empty(t, deliveries(t, s, "a.json a A", "b.json b B"))
	require.Empty(t, deliveries(t, s, "team/a.json a A", "b.json b B"))
	require.Equal(t, []string{"A 1", "B 1"}, titles(t, s))
	found, err := s.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, "team/a.json", found.Source.Origin)

	require.Len(t, deliveries(t, s, "team/a.json a A", "b.json b B", "copy.json a A"), 1, "it is where it was")
	require.Equal(t, []string{"A 1", "B 1"}, titles(t, s))
}

// TestAFileMayGetAnotherUID leaves the dashboard of before as stale, so that somebody may delete it.
func TestAFileMayGetAnotherUID(t *testing.T) {
	s := newStore(t)
	require.Empty(t, deliveries(t, s, "a.json a A"))
	for range 2 {
		require.Empty(t, deliveries(t, s, "a.json new A"))
		require.Equal(t, []string{"A 1 stale", "A 1"}, titles(t, s))
	}
	require.NoError(t, s.Delete(t.Context(), "a"))
	require.Empty(t, deliveries(t, s))
	require.Equal(t, []string{"A 1 stale"}, titles(t, s))
}
