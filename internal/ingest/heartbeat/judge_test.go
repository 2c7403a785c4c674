package heartbeat

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// story is what a job says and is judged as, hour by hour of one day in winter.
type story struct {
	t *testing.T
	w *watched
}

func tell(t *testing.T, text string) *story {
	j := job(t, text)
	plan, err := j.plan()
	require.NoError(t, err)
	return &story{t, &watched{Job: j, plan: plan, record: record{since: clock(t, "00:00")}}}
}

func clock(t *testing.T, text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", "2026-01-15 "+text)
	if err != nil {
		at, err = time.Parse("2006-01-02 15:04", text)
	}
	require.NoError(t, err)
	return at
}

func (s *story) hears(kind Kind, at string) {
	s.w.record = s.w.hear(kind, "", clock(s.t, at))
}

func (s *story) is(state State, at, due string) {
	s.t.Helper()
	v := s.w.judge(clock(s.t, at))
	require.Equal(s.t, state, v.state, at)
	require.Equal(s.t, clock(s.t, due), v.due, at)
}

func TestAJobWithAPeriodIsLateAfterItsGrace(t *testing.T) {
	s := tell(t, "{name: a, period: 1h, grace: 10m}")
	s.is(Waiting, "01:09", "01:00")
	s.is(Late, "01:10", "01:00")
	s.hears(Success, "01:30")
	s.is(OK, "01:30", "02:30")
	s.is(OK, "02:39", "02:30")
	s.is(Late, "02:40", "02:30")
}

func TestAFailureLastsUntilASuccess(t *testing.T) {
	s := tell(t, "{name: a, period: 1h}")
	s.hears(Fail, "00:30")
	s.is(Failed, "00:30", "01:30")
	s.hears(Start, "01:00")
	s.is(Failed, "01:01", "02:00")
	s.hears(Success, "01:10")
	s.is(OK, "01:10", "02:10")
	require.Equal(t, 10*time.Minute, s.w.duration)

	s.hears(Fail, "01:20")
	v := s.w.judge(clock(t, "05:00"))
	require.Equal(t, Failed, v.state)
	require.True(t, v.late, "it failed, and after that was not heard of either")
	require.Zero(t, s.w.duration, "nobody knows when that run began")
}

func TestARunMayTakeItsTimeAndNoLonger(t *testing.T) {
	s := tell(t, "{name: a, period: 1h, grace: 10m, max_runtime: 3h}")
	s.hears(Start, "01:05")
	s.is(Running, "04:04", "04:05")
	s.is(Overrunning, "04:05", "04:05")
	s.hears(Success, "04:30")
	s.is(OK, "04:30", "05:30")
	require.Equal(t, 3*time.Hour+25*time.Minute, s.w.duration)
}

func TestARunWithoutABoundMustEndBeforeTheNextIsDue(t *testing.T) {
	s := tell(t, "{name: a, period: 1h, grace: 10m}")
	s.hears(Start, "00:30")
	s.is(Running, "01:39", "01:30")
	s.is(Late, "01:40", "01:30")
}

func TestAJobThatOnlyEverStartsIsNoticed(t *testing.T) {
	for text, want := range map[string]State{
		"{name: a, period: 1h, grace: 10m}":                   Late,
		"{name: a, period: 1h, grace: 10m, max_runtime: 90m}": Overrunning,
	} {
		s := tell(t, text)
		s.hears(Start, "00:30")
		s.hears(Start, "01:30")
		v := s.w.judge(clock(t, "02:00"))
		require.Equal(t, want, v.state, text)
		s.hears(Success, "02:10")
		require.Equal(t, 40*time.Minute, s.w.duration, "of the run that ended")
	}
}

func TestACronJobIsDueWhenItsExpressionSaysInItsZone(t *testing.T) {
	s := tell(t, "{name: a, cron: '30 3 * * *', timezone: Europe/Vienna, grace: 1h}")
	s.is(Waiting, "03:29", "02:30") // half past three in Vienna
	s.is(Late, "03:30", "02:30")
	s.hears(Success, "04:00")
	s.is(OK, "04:00", "2026-01-16 02:30")

	s.hears(Success, "2026-03-28 02:31")
	s.is(OK, "2026-03-28 03:00", "2026-03-29 01:30") // clocks were put forward an hour before
}

func TestAClockThatIsALittleFastDoesNotMakeACronJobLate(t *testing.T) {
	s := tell(t, "{name: a, cron: '0 3 * * *', grace: 1h}")
	s.w.record = s.w.hear(Success, "", clock(t, "03:00").Add(-time.Second))
	s.is(OK, "03:01", "2026-01-16 03:00")
	s.hears(Success, "02:50")
	s.is(OK, "02:50", "03:00")

	every := tell(t, "{name: a, cron: '* * * * *', grace: 0s}")
	every.w.record = every.w.hear(Success, "", clock(t, "03:00").Add(10*time.Second))
	every.is(OK, "03:00", "03:01")
}

func TestAVerdictSaysWhenItChanges(t *testing.T) {
	s := tell(t, "{name: a, period: 1h, grace: 10m}")
	require.Equal(t, clock(t, "01:10"), s.w.judge(clock(t, "00:01")).changes)
	require.Zero(t, s.w.judge(clock(t, "01:10")).changes)
}
