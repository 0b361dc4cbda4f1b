package spec

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

// Schemas are the JSON Schemas of the language's files, for editors, by their names: keys, forms and descriptions from the
// field table. A schema accepts some files that Decode does not. It refuses what Decode takes only where a word is true or
// false without quotes.
func Schemas() map[string][]byte {
	return map[string][]byte{
		"ftp.schema.json":     schema("Portolan protocol spec", sTop, shapes),
		"chapter.schema.json": schema("Chapter of a Portolan protocol spec", sChapter, shapes),
		"texts.schema.json":   schema("Texts of a Portolan protocol spec", sTextsFile, []*shape{sTexts, sLines}),
		"overlay.schema.json": schema("Portolan overlay", sOverlay, slices.Concat(shapes, overlayShapes)),
	}
}

// schema is the schema of a file, with the kinds of mapping that it may hold.
func schema(title string, file *shape, shapes []*shape) []byte {
	top := shapeSchema(file)
	top.Schema = "https://json-schema.org/draft/2020-12/schema"
	top.Title = title
	if file == sTop { // what it needs may stand in chapters
		top.AnyOf = []*jsonSchema{{Required: []string{keyChapters}}, {Required: top.Required}}
		top.Required = nil
	}
	top.Defs = map[string]*jsonSchema{}
	for _, s := range shapes {
		if s != sTop && s != sOverlay {
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
func slug(s *shape) string {
	name := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s.name, "an "), "a "), "the ")
	return strings.NewReplacer(" ", "-", "'", "").Replace(name)
}

// shapeSchema is the schema of a mapping with fixed keys.
func shapeSchema(s *shape) *jsonSchema {
	out := &jsonSchema{Description: s.doc, Type: "object", Additional: false, MinProperties: 1, Properties: map[string]*jsonSchema{}}
	for _, f := range s.fields {
		p := valueSchema(f.value)
		p.Description = f.doc
		out.Properties[f.key] = p
		if f.required && !f.poured {
			out.Required = append(out.Required, f.key)
		}
		if s.oneOf && f.key != fWhy.key {
			out.OneOf = append(out.OneOf, &jsonSchema{Required: []string{f.key}})
		}
	}
	if s.short == "" {
		return out
	}
	out.Description = ""
	return &jsonSchema{Description: s.doc, AnyOf: []*jsonSchema{wordSchema(s.shortWord), out}}
}

// valueSchema is the schema of a value.
func valueSchema(v value) *jsonSchema {
	switch v.kind {
	case kindNum:
		return &jsonSchema{Type: "integer"}
	case kindFlag:
		return &jsonSchema{Type: "boolean"}
	case kindList:
		return &jsonSchema{Type: "array", MinItems: 1, UniqueItems: true, Items: valueSchema(*v.of)}
	case kindSome:
		return &jsonSchema{AnyOf: []*jsonSchema{valueSchema(*v.of), valueSchema(listOf(*v.of))}}
	case kindMap:
		return &jsonSchema{Type: "object", MinProperties: 1, PropertyNames: wordSchema(v.word), Additional: valueSchema(*v.of)}
	case kindText:
		return &jsonSchema{AnyOf: []*jsonSchema{valueSchema(*v.of), valueSchema(mapOf(v.word, *v.of))}}
	case kindShape:
		return &jsonSchema{Ref: "#/$defs/" + slug(v.shape)}
	}
	return wordSchema(v.word)
}

// wordSchema is the schema of a scalar. What Decode takes for a word may be a number to YAML: 959 is an RFC, and 350 a row.
func wordSchema(w *word) *jsonSchema {
	switch {
	case w.words != nil:
		return &jsonSchema{Enum: w.words}
	case w.pattern == "":
		return &jsonSchema{Type: []string{"string", "number"}, MinLength: 1}
	case w.matches("550"):
		return &jsonSchema{Type: []string{"string", "integer"}, Pattern: "^(" + w.pattern + ")$"}
	}
	return &jsonSchema{Type: "string", Pattern: "^(" + w.pattern + ")$"}
}
