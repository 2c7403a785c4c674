package otlp

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAReasonIsShort(t *testing.T) {
	long := rejections{points: 1, reason: errors.New(strings.Repeat("é", maxReason))}
	if told := long.outcome().Reason; len(told) > maxReason+len("…") || !utf8.ValidString(told) || !strings.HasSuffix(told, "é…") {
		t.Errorf("%d bytes are told: %s", len(told), told)
	}
	short := rejections{points: 1, reason: errors.New("too late")}
	if told := short.outcome().Reason; told != "too late" {
		t.Errorf("told is %q", told)
	}
}
