package sarif

import (
	"strings"
	"testing"
)

// The whole log, as a code host reads it; a finding without a place stands at the top of its file.
func TestWrite(t *testing.T) {
	const want = `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "a tool",
          "informationUri": "https://github.com/portolan-ftp/portolan",
          "rules": [
            {
              "id": "T01",
              "shortDescription": {
                "text": "something holds"
              }
            }
          ]
        }
      },
      "results": [
        {
          "ruleId": "T01",
          "level": "error",
          "message": {
            "text": "C: PASS <password>\nS: 230"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "spec/ftp.yaml"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 3
                }
              }
            }
          ],
          "relatedLocations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "spec/ftp.yaml"
                },
                "region": {
                  "startLine": 9,
                  "startColumn": 1
                }
              },
              "message": {
                "text": "a reason"
              }
            }
          ],
          "partialFingerprints": {
            "ftpspec/v1": "1f3a"
          }
        },
        {
          "ruleId": "T01",
          "level": "note",
          "message": {
            "text": "all of it"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "spec/ftp.yaml"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 1
                }
              }
            }
          ]
        }
      ]
    }
  ]
}
`
	var out strings.Builder
	err := Write(&out, "a tool", []Rule{{"T01", "something holds", ""}}, []Result{
		{"T01", Error, "C: PASS <password>\nS: 230", "spec/ftp.yaml", 7, 3, []Place{{"a reason", "spec/ftp.yaml", 9, 1}}, "1f3a"},
		{"T01", Note, "all of it", "spec/ftp.yaml", 0, 0, nil, ""},
	})
	if err != nil || out.String() != want {
		t.Errorf("error %v, got\n%s", err, out.String())
	}
}

// No rule and no result are empty lists, which the format wants, not null.
func TestEmpty(t *testing.T) {
	var out strings.Builder
	if err := Write(&out, "a tool", nil, nil); err != nil || strings.Contains(out.String(), "null") {
		t.Errorf("error %v, got\n%s", err, out.String())
	}
}
