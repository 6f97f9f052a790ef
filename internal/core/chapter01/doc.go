// Package chapter01 compares chapter 01's cells with the library; see package core.
package chapter01
