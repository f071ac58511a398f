package semver

import "testing"

func TestParse(t *testing.T) {
	for _, s := range []string{"0.0.0", "1.2.3", "10.20.30", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7", "1.0.0-x-y-z.--", "1.0.0+001", "1.0.0-rc.1+a.0b"} {
		if _, err := Parse(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for s, want := range map[string]string{
		"":                         "empty string, expected a version",
		"1":                        "unexpected end of input after the major version number",
		"1.":                       "unexpected end of input in the minor version number",
		"a.0.0":                    "unexpected character 'a' in the major version number",
		"1,0":                      "unexpected character ',' after the major version number",
		"01.0.0":                   "invalid leading zero in the major version number",
		"1.0.00":                   "invalid leading zero in the patch version number",
		"1.12345678901234567890.0": "the minor version number is too large",
		"1.0.0.0":                  "unexpected character '.' after the patch version number",
		"1.0.0-":                   "empty identifier segment in pre-release identifier",
		"1.0.0-01":                 "invalid leading zero in pre-release identifier",
		"1.0.0-a..b":               "empty identifier segment in pre-release identifier",
		"1.0.0+":                   "empty identifier segment in build metadata",
		"1.0.0+é":                  "unexpected character 'é' in build metadata",
	} {
		if _, err := Parse(s); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

// TestCompare goes through versions in order.
func TestCompare(t *testing.T) {
	order := []string{"0.0.1", "0.1.0", "1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
		"1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "2.0.0", "10.0.0"}
	for i, a := range order {
		for j, b := range order {
			v, err := Parse(a)
			w, err2 := Parse(b)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if c := v.Compare(w); c < 0 != (i < j) || c > 0 != (i > j) {
				t.Errorf("%s and %s: %d", a, b, c)
			}
		}
	}
}

func TestTrack(t *testing.T) {
	for s, want := range map[string]string{"1.2.3": "1", "0.2.12": "0.2", "0.0.3": "0.0.3", "0.0.0": "0.0.0", "0.2.0-rc.1": "0.2.0-rc.1", "1.0.0+b": "1"} {
		if v, err := Parse(s); err != nil || v.Track() != want {
			t.Errorf("%s: %q, %v", s, v.Track(), err)
		}
	}
}
