// Package style holds tests of the project's own rules: what may import what, how long files are, what every package documents.
package style
