package colour

import (
	"image/color"
	"testing"
)

func TestNamed(t *testing.T) {
	for name, want := range map[string]color.NRGBA{
		"green": {0x73, 0xBF, 0x69, 255}, "dark-red": {0xC4, 0x16, 0x2A, 255}, "super-light-blue": {0xC0, 0xD8, 0xFF, 255},
		"#abc": {0xAA, 0xBB, 0xCC, 255}, "#01020380": {1, 2, 3, 0x80}, "rgb(1, 2, 3)": {1, 2, 3, 255}, "rgba(300,2,3,0.5)": {255, 2, 3, 128},
		"transparent": {}, "nonsense": {0x80, 0x80, 0x80, 255}, "#zzz": {0x80, 0x80, 0x80, 255}, "rgb(": {0x80, 0x80, 0x80, 255},
	} {
		if have := Dark.Named(name); have != want {
			t.Errorf("%s: have %v, want %v", name, have, want)
		}
	}
	if have, want := Light.Named("green"), Dark.Named("semi-dark-green"); have != want {
		t.Errorf("green on light ground: have %v, want %v", have, want)
	}
	if have := len(classic); have != 64 {
		t.Errorf("the palette has %d colours, want 64", have)
	}
}

func TestAlong(t *testing.T) {
	if have, want := Dark.Along("continuous-GrYlRd", 0.5), Dark.Named("yellow"); have != want {
		t.Errorf("have %v, want %v", have, want)
	}
	if have, want := Dark.Along("continuous-GrYlRd", 7), Dark.Named("red"); have != want {
		t.Errorf("have %v, want %v", have, want)
	}
}

func FuzzNamed(f *testing.F) {
	f.Add("rgba(1%,2,3,")
	f.Add("#éé")
	f.Fuzz(func(_ *testing.T, name string) { Light.Named(name) })
}
