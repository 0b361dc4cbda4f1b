// Package report shows the result of an audit: findings by their causes, for people (text, HTML) and for programs
// (JSON, SARIF).
package report
