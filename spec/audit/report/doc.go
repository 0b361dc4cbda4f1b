// Package report shows what an audit came to: findings by their causes, for people (text, HTML) and for programs (JSON,
// SARIF).
package report
