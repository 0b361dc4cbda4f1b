package mutate

import (
	"reflect"

	"github.com/portolan-ftp/portolan/spec"
)

// clone is a copy of a spec that shares nothing with it.
func clone(s *spec.Spec) *spec.Spec {
	copied := reflect.New(reflect.TypeFor[spec.Spec]())
	deepCopy(copied.Elem(), reflect.ValueOf(s).Elem())
	return copied.Interface().(*spec.Spec)
}

// deepCopy copies what a spec is made of: structs, slices, pointers, words and numbers.
func deepCopy(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			deepCopy(to.Field(i), from.Field(i))
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			deepCopy(to.Index(i), from.Index(i))
		}
	case reflect.Pointer:
		if from.IsNil() {
			return
		}
		to.Set(reflect.New(from.Type().Elem()))
		deepCopy(to.Elem(), from.Elem())
	default:
		to.Set(from)
	}
}
