package wit

import "github.com/wvm-project/wvm/internal/semver"

// This file holds semantic versions.

// maxVersion is the length of a version, so that numbers have an end.
const maxVersion = 200

func parseVersion(s string) (v semver.Version, ok bool) {
	if len(s) > maxVersion {
		return v, false
	}
	v, err := semver.ParseLong(s, maxVersion)
	return v, err == nil
}

// compareVersions returns which of two versions comes first. Both must be valid.
func compareVersions(a, b string) int {
	v, _ := parseVersion(a)
	w, _ := parseVersion(b)
	return v.Compare(w)
}
