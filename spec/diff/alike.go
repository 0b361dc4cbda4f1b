package diff

import (
	"reflect"
	"slices"

	"github.com/portolan-ftp/portolan/spec"
)

// wordFields are the fields of a spec that no dialogue shows: texts, reasons, where they stand, and what spellings take
// from others.
var wordFields = []string{"Pos", "Words", "Text", "End", "Why", "Help", "Syntax", "RFC", "Share", "File", "Hash"}

// alike reports whether two specs differ, for dialogues, only in words. Then there is nothing to compare.
func alike(old, now *spec.Spec) bool {
	return sameBut(old.Policies, now.Policies) && sameBut(old.Lifetimes, now.Lifetimes) && sameBut(old.Regions, now.Regions) && sameBut(old.Types, now.Types) &&
		sameBut(old.Capabilities, now.Capabilities) && sameBut(old.Needs, now.Needs) && sameBut(old.Transfer, now.Transfer) &&
		sameBut(old.Events, now.Events) && sameBut(old.Standard, now.Standard) && sameBut(old.Commands, now.Commands)
}

// sameBut reports whether two values are equal but for words.
func sameBut(a, b any) bool { return equalBut(reflect.ValueOf(a), reflect.ValueOf(b)) }

func equalBut(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !slices.Contains(wordFields, a.Type().Field(i).Name) && !equalBut(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !equalBut(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Pointer:
		return a.IsNil() == b.IsNil() && (a.IsNil() || equalBut(a.Elem(), b.Elem()))
	}
	return a.Interface() == b.Interface()
}
