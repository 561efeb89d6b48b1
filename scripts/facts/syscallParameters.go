//go:build ignore

// Prints which parameters the generated wrappers of package syscall and golang.org/x/sys/unix pass to each system call,
// as one line of JSON per port. Arguments: the folder of golang.org/x/sys, then the ports.
//
// Read are the zsyscall files that go/build chooses, which mksyscall makes from declared prototypes: what they
// put into each register is the kernel's parameter, pairs of 32-bit halves and skipped registers included. Trailing
// zeros fill the call up and are left out. The notation is described in data/README.md.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const xSys = "golang.org/x/sys"

func main() {
	encoder := json.NewEncoder(os.Stdout)
	folders := map[string]string{
		"syscall":      filepath.Join(build.Default.GOROOT, "src", "syscall"),
		xSys + "/unix": filepath.Join(os.Args[1], "unix"),
	}
	for _, port := range os.Args[2:] {
		packages := map[string]map[string]string{}
		for path, folder := range folders {
			packages[path] = read(port, folder)
		}
		if err := encoder.Encode(map[string]any{"port": port, "packages": packages}); err != nil {
			panic(err)
		}
	}
}

func read(port, folder string) map[string]string {
	context := build.Default
	context.GOOS, context.GOARCH, _ = strings.Cut(port, "/")
	context.CgoEnabled = false
	files, err := filepath.Glob(filepath.Join(folder, "zsyscall_*.go"))
	if err != nil {
		panic(err)
	}
	calls := map[string]string{}
	for _, name := range files {
		matched, err := context.MatchFile(filepath.Split(name))
		if err != nil {
			panic(err)
		}
		if !matched {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Body != nil {
				readWrapper(function, calls)
			}
		}
	}
	return calls
}

// wrapper knows what the names in a wrapper stand for.
type wrapper struct {
	parameters map[string]ast.Expr
	// Pointers that stand for a string or a slice, by their name: the parameter.
	pointers map[string]string
	// Parameters that the call at hand passes in two halves.
	halved map[string]bool
}

var callers = regexp.MustCompile(`^(Raw)?Syscall[69]?(NoError)?$`)

func readWrapper(function *ast.FuncDecl, calls map[string]string) {
	w := wrapper{map[string]ast.Expr{}, map[string]string{}, map[string]bool{}}
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			w.parameters[name.Name] = field.Type
		}
	}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			w.notePointer(node)
		case *ast.CallExpr:
			callee, ok := node.Fun.(*ast.Ident)
			if !ok || !callers.MatchString(callee.Name) || len(node.Args) == 0 {
				return true
			}
			if number, ok := node.Args[0].(*ast.Ident); ok && strings.HasPrefix(number.Name, "SYS_") {
				keep(calls, number.Name, w.arguments(node.Args[1:]))
			}
		}
		return true
	})
}

// notePointer reads "_p0, err = BytePtrFromString(path)" and "_p0 = unsafe.Pointer(&buf[0])".
func (w wrapper) notePointer(statement *ast.AssignStmt) {
	name, ok := statement.Lhs[0].(*ast.Ident)
	if !ok || len(statement.Rhs) != 1 {
		return
	}
	call, ok := statement.Rhs[0].(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return
	}
	switch argument := call.Args[0].(type) {
	case *ast.Ident:
		if _, ok := w.parameters[argument.Name]; ok {
			w.pointers[name.Name] = argument.Name
		}
	case *ast.UnaryExpr:
		if index, ok := argument.X.(*ast.IndexExpr); ok {
			if of, ok := index.X.(*ast.Ident); ok {
				w.pointers[name.Name] = of.Name
			}
		}
	}
}

func (w wrapper) arguments(arguments []ast.Expr) []string {
	words := []string{}
	for _, argument := range arguments {
		ast.Inspect(argument, func(node ast.Node) bool {
			if shift, ok := node.(*ast.BinaryExpr); ok && shift.Op == token.SHR {
				if of, ok := shift.X.(*ast.Ident); ok {
					w.halved[of.Name] = true
				}
			}
			return true
		})
	}
	for _, argument := range arguments {
		words = append(words, w.word(argument))
	}
	for len(words) > 0 && words[len(words)-1] == "pad" {
		words = words[:len(words)-1]
	}
	return words
}

func (w wrapper) word(argument ast.Expr) string {
	if literal, ok := argument.(*ast.BasicLit); ok && literal.Value == "0" {
		return "pad"
	}
	conversion, ok := argument.(*ast.CallExpr)
	if !ok || len(conversion.Args) != 1 {
		return "other"
	}
	switch inner := conversion.Args[0].(type) {
	case *ast.Ident:
		if w.halved[inner.Name] {
			return "low"
		}
		return w.named(inner.Name)
	case *ast.BinaryExpr:
		if inner.Op == token.SHR {
			return "high"
		}
	case *ast.CallExpr:
		if len(inner.Args) != 1 {
			return "other"
		}
		of, ok := inner.Args[0].(*ast.Ident)
		if !ok {
			return "other"
		}
		if callee, ok := inner.Fun.(*ast.Ident); ok && callee.Name == "len" {
			return "length"
		}
		return w.named(of.Name)
	}
	return "other"
}

// The names that the wrappers give to file descriptors.
var descriptor = regexp.MustCompile(`^(.*[fF]d|fdat|s)$`)

// named is what a parameter, or a pointer made from one, is to the kernel.
func (w wrapper) named(name string) string {
	isMade := false
	if of, ok := w.pointers[name]; ok {
		name, isMade = of, true
	}
	declared, ok := w.parameters[name]
	if !ok {
		return "other"
	}
	switch t := declared.(type) {
	case *ast.StarExpr:
		return "*" + typeText(t.X)
	case *ast.ArrayType:
		if t.Len == nil {
			return "[]" + typeText(t.Elt)
		}
	case *ast.Ident:
		if t.Name == "string" && isMade {
			return "string"
		}
		if descriptor.MatchString(name) {
			return "fd"
		}
		if name == "flags" || name == "flag" {
			return "flags"
		}
		return typeText(t)
	}
	return typeText(declared)
}

var basics = map[string]string{
	"int8": "i8", "int16": "i16", "int32": "i32", "int64": "i64", "byte": "u8", "uint8": "u8", "uint16": "u16", "uint32": "u32",
	"uint64": "u64", "uintptr": "uptr", "float32": "f32", "float64": "f64",
}

func typeText(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		if short, ok := basics[t.Name]; ok {
			return short
		}
		return t.Name
	case *ast.StarExpr:
		return "*" + typeText(t.X)
	case *ast.SelectorExpr:
		text := fmt.Sprint(t.X, ".", t.Sel)
		if text == "unsafe.Pointer" {
			return "ptr"
		}
		return text
	case *ast.ArrayType:
		if length, ok := t.Len.(*ast.BasicLit); ok {
			return "[" + length.Value + "]" + typeText(t.Elt)
		}
		return "[]" + typeText(t.Elt)
	}
	panic(fmt.Sprintf("%T has no notation", t))
}

// keep remembers of several wrappers of a call the one that says most: the longest, then the one with the most
// lengths, strings and slices, then the first in order.
func keep(calls map[string]string, name string, words []string) {
	text := "(" + strings.Join(words, ",") + ")"
	before, ok := calls[name]
	if !ok || isBetter(text, before) {
		calls[name] = text
	}
}

func isBetter(text, than string) bool {
	for _, word := range []string{",", "length", "string", "[]"} {
		if a, b := strings.Count(text, word), strings.Count(than, word); a != b {
			return a > b
		}
	}
	return text < than
}
