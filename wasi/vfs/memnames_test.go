package vfs

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"
)

// TestListingSurvivesChanges removes, renames and makes entries while a directory is listed: what stays comes once, and the list ends.
func TestListingSurvivesChanges(t *testing.T) {
	for name, d := range backends(t) {
		const n = 1000
		for i := range n {
			if err := WriteFile(d, fmt.Sprintf("file-%04d", i), nil); err != nil {
				t.Fatal(err)
			}
		}
		l, err := d.List()
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		seen := map[string]int{}
		for round := 0; ; round++ {
			entries, err := l.Next(7)
			if err == io.EOF {
				break
			}
			if err != nil || round > 10*n {
				t.Fatalf("%s: round %d: %v", name, round, err)
			}
			for _, e := range entries {
				seen[e.Name]++
				var i int
				if k, _ := fmt.Sscanf(e.Name, "file-%d", &i); k == 1 && len(e.Name) == len("file-0000") {
					switch i % 4 {
					case 0:
						err = d.Unlink(e.Name)
					case 1:
						err = d.Rename(e.Name, d, "renamed-"+e.Name)
					case 2:
						err = WriteFile(d, "new-"+e.Name, nil)
					}
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
				}
			}
		}
		for i := range n {
			if file := fmt.Sprintf("file-%04d", i); seen[file] != 1 {
				t.Errorf("%s: %s comes %d times", name, file, seen[file])
			}
		}
		if got := len(names(d)); got != n {
			t.Errorf("%s: %d entries afterwards", name, got)
		}
	}
}

func TestMemNames(t *testing.T) {
	m := newMemNames()
	const n = 2000
	for i := range n {
		m.add(fmt.Sprint(i), &memNode{ino: uint64(i)})
	}
	for i := range n {
		if i%10 != 0 {
			m.remove(fmt.Sprint(i))
		}
	}
	if m.len() != n/10 || len(m.order) > 2*m.len() {
		t.Errorf("%d entries take %d places", m.len(), len(m.order))
	}
	if !slices.IsSortedFunc(m.order, func(a, b memName) int { return int(a.number) - int(b.number) }) {
		t.Error("the entries are out of order")
	}
	for i := range n {
		if node := m.get(fmt.Sprint(i)); (node != nil) != (i%10 == 0) || node != nil && node.ino != uint64(i) {
			t.Errorf("entry %d is %v", i, node)
		}
	}
}

// TestListingsAreSmall has many listings of a large directory under way.
func TestListingsAreSmall(t *testing.T) {
	d := NewMem(MemConfig{}).Dir()
	for i := range 10_000 {
		if err := WriteFile(d, fmt.Sprint(i), nil); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const n = 100
	for range n {
		l, err := d.List()
		if err != nil {
			t.Fatal(err)
		}
		if entries, err := l.Next(2); len(entries) != 2 || err != nil {
			t.Fatal(entries, err)
		}
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) / n; got > 1000 {
		t.Errorf("a listing takes %d bytes", got)
	}
}
