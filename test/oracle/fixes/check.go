// Type-checks Go packages for any port, importing what they need from source: one JSON job a line on standard input,
// one JSON array of messages a line on standard output. Positions are left out, so that the same complaint before and
// after an edit is the same text.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"sort"
	"strings"
)

type job struct {
	GOOS, GOARCH string
	Dir          string
	Files        []string
}

// Imports from source; what stands in for cgo's own package has the one type that generated code names.
type sources struct {
	from types.ImporterFrom
	dir  string
}

func (s sources) Import(path string) (*types.Package, error) {
	if path == "runtime/cgo" {
		cgo := types.NewPackage(path, "cgo")
		incomplete := types.NewTypeName(token.NoPos, cgo, "Incomplete", nil)
		types.NewNamed(incomplete, types.NewStruct(nil, nil), nil)
		cgo.Scope().Insert(incomplete)
		cgo.MarkComplete()
		return cgo, nil
	}
	return s.from.ImportFrom(path, s.dir, 0)
}

var toolTags = build.Default.ToolTags

// Processors on which Go passes all arguments in memory.
var inMemory = map[string]bool{"386": true, "arm": true, "mips": true, "mipsle": true, "mips64": true, "mips64le": true}

var importers = map[string]types.ImporterFrom{}

func check(j job) []string {
	build.Default.GOOS, build.Default.GOARCH, build.Default.CgoEnabled = j.GOOS, j.GOARCH, false
	build.Default.ToolTags = toolTags[:0:0]
	for _, tag := range toolTags {
		// Arguments in registers are not for all processors that this is run for.
		if !strings.HasPrefix(tag, "goexperiment.regabi") || !inMemory[j.GOARCH] {
			build.Default.ToolTags = append(build.Default.ToolTags, tag)
		}
	}
	port := j.GOOS + "/" + j.GOARCH
	if importers[port] == nil {
		importers[port] = importer.ForCompiler(token.NewFileSet(), "source", nil).(types.ImporterFrom)
	}
	messages := []string{}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range j.Files {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return append(messages, "does not parse: "+err.Error())
		}
		files = append(files, file)
	}
	config := types.Config{
		Importer: sources{importers[port], j.Dir},
		Sizes:    types.SizesFor("gc", j.GOARCH),
		Error: func(err error) {
			if e, ok := err.(types.Error); ok {
				messages = append(messages, e.Msg)
			} else {
				messages = append(messages, err.Error())
			}
		},
	}
	config.Check("p", fset, files, nil)
	sort.Strings(messages)
	return messages
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var j job
		if err := json.Unmarshal(in.Bytes(), &j); err != nil {
			panic(err)
		}
		if err := out.Encode(check(j)); err != nil {
			panic(err)
		}
	}
}
