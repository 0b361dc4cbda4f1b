// Package check is what all checks of the audit are made of: the model that they look at (a spec, its machine and its
// explored graph), the places of a session that they speak of, the reporter that keeps the shortest dialogue to each fault,
// and the words for rows.
package check
