package grammar

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// jsonSchema is the part of JSON Schema (draft 2020-12) that the field table needs.
type jsonSchema struct {
	Schema        string                 `json:"$schema,omitempty"`
	Title         string                 `json:"title,omitempty"`
	Description   string                 `json:"description,omitempty"`
	Ref           string                 `json:"$ref,omitempty"`
	Type          any                    `json:"type,omitempty"` // a name, or several
	Pattern       string                 `json:"pattern,omitempty"`
	Enum          []string               `json:"enum,omitempty"`
	MinLength     int                    `json:"minLength,omitempty"`
	Items         *jsonSchema            `json:"items,omitempty"`
	MinItems      int                    `json:"minItems,omitempty"`
	UniqueItems   bool                   `json:"uniqueItems,omitempty"`
	Properties    map[string]*jsonSchema `json:"properties,omitempty"`
	PropertyNames *jsonSchema            `json:"propertyNames,omitempty"`
	Additional    any                    `json:"additionalProperties,omitempty"` // false, or a schema
	MinProperties int                    `json:"minProperties,omitempty"`
	Required      []string               `json:"required,omitempty"`
	AnyOf         []*jsonSchema          `json:"anyOf,omitempty"`
	OneOf         []*jsonSchema          `json:"oneOf,omitempty"`
	Defs          map[string]*jsonSchema `json:"$defs,omitempty"`
}

// Schemas are the JSON Schemas of the language's files, for editors, by their names: keys, forms and descriptions from
// the field table. A schema accepts some files that Decode does not. It refuses what Decode takes only where a word is
// true or false without quotes.
func Schemas() map[string][]byte {
	return map[string][]byte{
		"ftp.schema.json":     schema("Portolan protocol spec", ShapeTop, Shapes),
		"chapter.schema.json": schema("Chapter of a Portolan protocol spec", shapeChapter, Shapes),
		"texts.schema.json":   schema("Texts of a Portolan protocol spec", shapeTextsFile, []*Shape{shapeTexts, ShapeLines}),
		"overlay.schema.json": schema("Portolan overlay", ShapeOverlay, slices.Concat(Shapes, OverlayShapes)),
	}
}

// schema is the schema of a file, with the kinds of mapping that it may hold.
func schema(title string, file *Shape, shapes []*Shape) []byte {
	top := shapeSchema(file)
	top.Schema = "https://json-schema.org/draft/2020-12/schema"
	top.Title = title
	if file == ShapeTop { // what it needs may stand in chapters
		top.AnyOf = []*jsonSchema{{Required: []string{KeyChapters}}, {Required: top.Required}}
		top.Required = nil
	}
	top.Defs = map[string]*jsonSchema{}
	for _, s := range shapes {
		if s != ShapeTop && s != ShapeOverlay {
			top.Defs[slug(s)] = shapeSchema(s)
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(top); err != nil {
		return nil // not reached: strings, numbers, maps and slices always encode
	}
	return out.Bytes()
}

// slug is a shape's name as an anchor and a definition: "shared-reply".
func slug(s *Shape) string {
	name := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s.Name, "an "), "a "), "the ")
	return strings.NewReplacer(" ", "-", "'", "").Replace(name)
}

// shapeSchema is the schema of a mapping with fixed keys.
func shapeSchema(s *Shape) *jsonSchema {
	out := &jsonSchema{Description: s.doc, Type: "object", Additional: false, MinProperties: 1, Properties: map[string]*jsonSchema{}}
	for _, f := range s.Fields {
		p := valueSchema(f.Value)
		p.Description = f.Doc
		out.Properties[f.Key] = p
		if f.Required && !f.Poured {
			out.Required = append(out.Required, f.Key)
		}
		if s.OneOf && f.Key != FieldWhy.Key {
			out.OneOf = append(out.OneOf, &jsonSchema{Required: []string{f.Key}})
		}
	}
	if s.Short == "" {
		return out
	}
	out.Description = ""
	return &jsonSchema{Description: s.doc, AnyOf: []*jsonSchema{wordSchema(s.ShortWord), out}}
}

// valueSchema is the schema of a value.
func valueSchema(v Value) *jsonSchema {
	switch v.Kind {
	case KindNum:
		return &jsonSchema{Type: "integer"}
	case KindFlag:
		return &jsonSchema{Type: "boolean"}
	case KindList:
		return &jsonSchema{Type: "array", MinItems: 1, UniqueItems: true, Items: valueSchema(*v.Of)}
	case KindSome:
		return &jsonSchema{AnyOf: []*jsonSchema{valueSchema(*v.Of), valueSchema(listOf(*v.Of))}}
	case KindMap:
		return &jsonSchema{Type: "object", MinProperties: 1, PropertyNames: wordSchema(v.Word), Additional: valueSchema(*v.Of)}
	case KindText:
		return &jsonSchema{AnyOf: []*jsonSchema{valueSchema(*v.Of), valueSchema(MapOf(v.Word, *v.Of))}}
	case KindShape:
		return &jsonSchema{Ref: "#/$defs/" + slug(v.Shape)}
	}
	return wordSchema(v.Word)
}

// wordSchema is the schema of a scalar. What Decode takes for a word may be a number to YAML: 959 is an RFC, and 350 a
// row.
func wordSchema(w *Word) *jsonSchema {
	switch {
	case w.Words != nil:
		return &jsonSchema{Enum: w.Words}
	case w.pattern == "":
		return &jsonSchema{Type: []string{"string", "number"}, MinLength: 1}
	case w.Matches("550"):
		return &jsonSchema{Type: []string{"string", "integer"}, Pattern: "^(" + w.pattern + ")$"}
	}
	return &jsonSchema{Type: "string", Pattern: "^(" + w.pattern + ")$"}
}
