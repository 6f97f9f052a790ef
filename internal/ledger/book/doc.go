// Package book checks the displayed formulas of the notebooks, one test file a chapter: each identity and bound is
// computed on both sides in ways that do not share the formula (closed form against quadrature, finite differences or
// an independent implementation) and registered under its tag.
package book
