package bounded

import (
	"fmt"
	"sync"
	"testing"
)

func TestTheFirstValuesPassAndTheRestBecomeOne(t *testing.T) {
	values := New(2)
	for _, step := range []struct{ in, want string }{
		{"/a", "/a"}, {"/b", "/b"}, {"/c", Other}, {"/a", "/a"}, {"/d", Other}, {"/b", "/b"},
	} {
		if got := values.Keep(step.in); got != step.want {
			t.Errorf("Keep(%q) = %q, want %q", step.in, got, step.want)
		}
	}
}

func TestManyAtOnceDoNotPassTheBound(t *testing.T) {
	values := New(10)
	var passed sync.Map
	var wg sync.WaitGroup
	for i := range 500 {
		wg.Go(func() { passed.Store(values.Keep(fmt.Sprintf("/%d", i)), true) })
	}
	wg.Wait()
	count := 0
	passed.Range(func(any, any) bool { count++; return true })
	if count != 11 {
		t.Errorf("%d different values came out, want ten and %q", count, Other)
	}
}
