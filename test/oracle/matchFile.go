//go:build ignore

// Answers for build constraints with go/build itself. Reads from standard input a JSON object with targets and
// files; prints a JSON list with one row per target, whose items say for each file whether it is built.
package main

import (
	"encoding/json"
	"go/build"
	"io"
	"os"
	"path/filepath"
	"strings"
)

type question struct {
	Targets []struct {
		Goos, Goarch string
		Cgo          bool
		ToolTags     []string
	}
	Tags  []string
	Files []struct{ Name, Text string }
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	answers := make([][]bool, len(asked.Targets))
	for i, target := range asked.Targets {
		context := build.Default
		context.GOOS, context.GOARCH, context.CgoEnabled = target.Goos, target.Goarch, target.Cgo
		context.Compiler, context.BuildTags, context.ToolTags = "gc", asked.Tags, target.ToolTags
		for _, file := range asked.Files {
			context.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file.Text)), nil }
			matched, err := context.MatchFile("/d", filepath.Base(file.Name))
			answers[i] = append(answers[i], matched && err == nil)
		}
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
