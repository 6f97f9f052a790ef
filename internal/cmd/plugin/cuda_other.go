//go:build !(linux && amd64)

package main

import "errors"

func cuda(string) error { return errors.New("CUDA plugins exist for linux/amd64 only") }
