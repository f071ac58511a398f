package main

// nearest returns the name that looks most like text, or the empty string if none is close.
func nearest(text string, names []string) string {
	best, name := len(text)/3+1, ""
	for _, n := range names {
		if d := distance(text, n); d <= best && (name == "" || d < best) {
			best, name = d, n
		}
	}
	return name
}

// maxCompared bounds the length of names that are compared: the work grows with its square, and names in modules are anybody's.
const maxCompared = 100

// distance returns how many bytes are to be put in, taken out or changed to make b of a.
func distance(a, b string) int {
	if len(a) > maxCompared || len(b) > maxCompared {
		return maxCompared
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
