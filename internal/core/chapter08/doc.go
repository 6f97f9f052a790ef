// Package chapter08 compares chapter 08's model with package vae; see package core.
package chapter08
