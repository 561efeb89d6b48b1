// Command checked prints what go/types says of packages: their types, constants, conversions through
// unsafe.Pointer and calls of other packages.
//
//	checked [-declarations] GOOS/GOARCH FOLDER...
//
// One JSON object for each folder, with -declarations of what stands outside of bodies alone. Packages are read from
// source, without cgo. Offsets are bytes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type typeFact struct {
	Name, Text     string
	Alias, Generic bool
	Fields         []string
	// Of a struct that is not generic: a field's name, offset and size.
	Places      []place
	Size, Align int64
}

type place struct {
	Name         string
	Offset, Size int64
}

type constFact struct{ Name, Value string }

type conversion struct {
	File       string
	Start, End int
	To         string
}

type operand struct {
	File       string
	Start, End int
	Pointee    string
}

type argument struct {
	Type, Value string
	Constant    bool
}

type call struct {
	File       string
	Start, End int
	Path, Name string
	Arguments  []argument
}

type packageFact struct {
	Folder, Path string
	Files        []string
	Types        []typeFact
	Constants    []constFact
	Conversions  []conversion
	Operands     []operand
	Calls        []call
}

type loader struct {
	context  build.Context
	sizes    types.Sizes
	fset     *token.FileSet
	packages map[string]*types.Package
}

func (l *loader) Import(path string) (*types.Package, error) { return l.ImportFrom(path, "", 0) }

func (l *loader) ImportFrom(path, folder string, _ types.ImportMode) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	found, err := l.find(path, folder)
	if err != nil && found.Dir == "" {
		return nil, err
	}
	if known := l.packages[found.Dir]; known != nil {
		return known, nil
	}
	pkg, _, _ := l.check(found, nil, true)
	l.packages[found.Dir] = pkg
	return pkg, nil
}

// find looks for packages of golang.org/x/sys beside the folder that imports them, as go/build knows no modules.
func (l *loader) find(path, folder string) (*build.Package, error) {
	module, rest, isInside := strings.Cut(folder, "/golang.org/x/sys@")
	below, isOwn := strings.CutPrefix(path, "golang.org/x/sys/")
	if !isInside || !isOwn {
		return l.context.Import(path, folder, 0)
	}
	version, _, _ := strings.Cut(rest, "/")
	found, err := l.context.ImportDir(filepath.Join(module, "golang.org/x/sys@"+version, below), 0)
	found.ImportPath = path
	return found, err
}

func (l *loader) check(found *build.Package, info *types.Info, skipsBodies bool) (*types.Package, []*ast.File, []string) {
	var files []*ast.File
	var names []string
	for _, name := range found.GoFiles {
		path := filepath.Join(found.Dir, name)
		file, _ := parser.ParseFile(l.fset, path, nil, parser.SkipObjectResolution)
		if file != nil {
			files = append(files, file)
			names = append(names, path)
		}
	}
	config := types.Config{Importer: l, Sizes: l.sizes, IgnoreFuncBodies: skipsBodies, Error: func(error) {}}
	pkg, _ := config.Check(found.ImportPath, l.fset, files, info)
	return pkg, files, names
}

func main() {
	arguments := os.Args[1:]
	skipsBodies := arguments[0] == "-declarations"
	if skipsBodies {
		arguments = arguments[1:]
	}
	goos, goarch, _ := strings.Cut(arguments[0], "/")
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = goos, goarch, false
	if goarch == "386" || goarch == "arm" {
		// The host's experiments are on in the default context; these ports pass arguments on the stack.
		context.ToolTags = slices.DeleteFunc(slices.Clone(context.ToolTags), func(tag string) bool {
			return strings.HasPrefix(tag, "goexperiment.regabi")
		})
	}
	l := &loader{context, types.SizesFor("gc", goarch), token.NewFileSet(), map[string]*types.Package{}}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for _, folder := range arguments[1:] {
		found, err := l.context.ImportDir(folder, 0)
		if err != nil || len(found.GoFiles) == 0 {
			fmt.Fprintln(os.Stderr, folder, err)
			continue
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
		pkg, files, names := l.check(found, info, skipsBodies)
		if skipsBodies {
			files = nil
		}
		if err := encoder.Encode(l.describe(folder, pkg, files, names, info)); err != nil {
			panic(err)
		}
	}
}

func (l *loader) describe(folder string, pkg *types.Package, files []*ast.File, names []string, info *types.Info) packageFact {
	fact := packageFact{Folder: folder, Path: pkg.Path(), Files: names}
	for _, name := range pkg.Scope().Names() {
		switch object := pkg.Scope().Lookup(name).(type) {
		case *types.TypeName:
			fact.Types = append(fact.Types, l.typeFact(object, pkg))
		case *types.Const:
			if object.Val().Kind() == constant.Unknown {
				continue
			}
			if whole := constant.ToInt(object.Val()); whole.Kind() == constant.Int {
				fact.Constants = append(fact.Constants, constFact{name, whole.ExactString()})
			}
		}
	}
	for i, file := range files {
		l.walk(&fact, names[i], file, pkg, info)
	}
	return fact
}

func (l *loader) typeFact(object *types.TypeName, pkg *types.Package) typeFact {
	fact := typeFact{Name: object.Name(), Text: text(object.Type().Underlying(), pkg)}
	if structType, ok := object.Type().Underlying().(*types.Struct); ok {
		for i := range structType.NumFields() {
			field := structType.Field(i)
			name := field.Name()
			if field.Embedded() {
				name = "embedded " + name
			}
			fact.Fields = append(fact.Fields, name+" "+text(field.Type(), pkg))
		}
	}
	fact.Alias = object.IsAlias()
	if named, ok := object.Type().(*types.Named); ok && named.TypeParams().Len() > 0 {
		fact.Generic = true
	}
	if alias, ok := object.Type().(*types.Alias); ok && alias.TypeParams().Len() > 0 {
		fact.Generic = true
	}
	if fact.Generic {
		return fact
	}
	defer func() { _ = recover() }()
	fact.Size, fact.Align = l.sizes.Sizeof(object.Type()), l.sizes.Alignof(object.Type())
	if structType, ok := object.Type().Underlying().(*types.Struct); ok {
		var fields []*types.Var
		for i := range structType.NumFields() {
			fields = append(fields, structType.Field(i))
		}
		for i, offset := range l.sizes.Offsetsof(fields) {
			fact.Places = append(fact.Places, place{fields[i].Name(), offset, l.sizes.Sizeof(fields[i].Type())})
		}
	}
	return fact
}

func (l *loader) walk(fact *packageFact, name string, file *ast.File, pkg *types.Package, info *types.Info) {
	at := func(pos token.Pos) int { return l.fset.Position(pos).Offset }
	isPointer := func(t types.Type) (types.Type, bool) {
		if t == nil {
			return nil, false
		}
		pointer, ok := t.Underlying().(*types.Pointer)
		if !ok {
			return nil, false
		}
		return pointer.Elem(), true
	}
	isUnsafe := func(t types.Type) bool {
		if t == nil {
			return false
		}
		basic, ok := t.Underlying().(*types.Basic)
		return ok && basic.Kind() == types.UnsafePointer
	}
	ast.Inspect(file, func(node ast.Node) bool {
		callExpr, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		if callee := info.Types[callExpr.Fun]; callee.IsType() && len(callExpr.Args) == 1 {
			arg := callExpr.Args[0]
			if to, ok := isPointer(callee.Type); ok && isUnsafe(info.Types[arg].Type) {
				fact.Conversions = append(fact.Conversions, conversion{name, at(callExpr.Pos()), at(callExpr.End()), text(to, pkg)})
			}
			if pointee, ok := isPointer(info.Types[arg].Type); ok && isUnsafe(callee.Type) {
				inner := ast.Unparen(arg)
				if unary, ok := inner.(*ast.UnaryExpr); ok && unary.Op == token.AND {
					inner = unary.X
				}
				fact.Operands = append(fact.Operands, operand{name, at(inner.Pos()), at(inner.End()), text(pointee, pkg)})
			}
			return true
		}
		fun := ast.Unparen(callExpr.Fun)
		if index, ok := fun.(*ast.IndexExpr); ok {
			fun = index.X
		}
		selector, ok := fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		path := calledPackage(info, selector, pkg)
		if path == "" {
			return true
		}
		record := call{File: name, Start: at(callExpr.Pos()), End: at(callExpr.End()), Path: path, Name: selector.Sel.Name}
		for _, arg := range callExpr.Args {
			value := info.Types[arg]
			described := argument{}
			if value.Type != nil {
				described.Type = text(value.Type, pkg)
			}
			if value.Value != nil {
				described.Constant = true
				if whole := constant.ToInt(value.Value); whole.Kind() == constant.Int {
					described.Value = whole.ExactString()
				}
			}
			record.Arguments = append(record.Arguments, described)
		}
		fact.Calls = append(fact.Calls, record)
		return true
	})
}

// calledPackage is the other package whose function a selector names, or whose type has the method.
func calledPackage(info *types.Info, selector *ast.SelectorExpr, pkg *types.Package) string {
	if ident, ok := selector.X.(*ast.Ident); ok {
		if imported, ok := info.Uses[ident].(*types.PkgName); ok {
			if imported.Imported() == types.Unsafe {
				return ""
			}
			return imported.Imported().Path()
		}
	}
	selection := info.Selections[selector]
	if selection == nil || selection.Kind() != types.MethodVal {
		return ""
	}
	receiver := types.Unalias(selection.Recv())
	if pointer, ok := receiver.(*types.Pointer); ok {
		receiver = types.Unalias(pointer.Elem())
	}
	named, ok := receiver.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg() == pkg {
		return ""
	}
	return named.Obj().Pkg().Path()
}

// text writes a type as the layouts do: functions and interfaces without what is in them.
func text(t types.Type, pkg *types.Package) string {
	arguments := func(list *types.TypeList) string {
		if list.Len() == 0 {
			return ""
		}
		var texts []string
		for each := range list.Types() {
			texts = append(texts, text(each, pkg))
		}
		return "[" + strings.Join(texts, ",") + "]"
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		switch t.Kind() {
		case types.UnsafePointer:
			return "unsafe.Pointer"
		case types.Uint8:
			return "uint8"
		case types.Int32:
			return "int32"
		}
		return t.Name()
	case *types.Pointer:
		return "*" + text(t.Elem(), pkg)
	case *types.Slice:
		return "[]" + text(t.Elem(), pkg)
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), text(t.Elem(), pkg))
	case *types.Map:
		return "map[" + text(t.Key(), pkg) + "]" + text(t.Elem(), pkg)
	case *types.Chan:
		return "chan " + text(t.Elem(), pkg)
	case *types.Signature:
		return "func(…)"
	case *types.Interface:
		return "interface{…}"
	case *types.TypeParam:
		return t.Obj().Name()
	case *types.Tuple:
		return "tuple"
	case *types.Named:
		name := t.Obj().Name() + arguments(t.TypeArgs())
		if t.Obj().Pkg() == nil {
			if name == "comparable" {
				return "interface{…}"
			}
			return name
		}
		if t.Obj().Pkg() == pkg {
			return name
		}
		path := t.Obj().Pkg().Path()
		return path[strings.LastIndex(path, "/")+1:] + "." + name
	case *types.Struct:
		var fields []string
		for i := range t.NumFields() {
			field := t.Field(i)
			if field.Embedded() {
				fields = append(fields, text(field.Type(), pkg))
			} else {
				fields = append(fields, field.Name()+" "+text(field.Type(), pkg))
			}
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	}
	return "?"
}
